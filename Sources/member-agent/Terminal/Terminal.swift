#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What standard output leads to: a person's window, or a file or pipe.
struct Terminal: Equatable, Sendable {
    /// Columns of the window; nil where there is none, and lines may have any length.
    var columns: Int?
    /// Lines of the window.
    var rows: Int?
    /// Whether text may be coloured.
    var hasColour: Bool

    static let plain = Terminal(columns: nil, rows: nil, hasColour: false)

    /// - Parameter environment: `NO_COLOR` (no-color.org) and `TERM=dumb` keep colours out.
    static func ofOutput(environment: [String: String]) -> Terminal {
        guard isatty(1) == 1 else { return .plain }
        let isDumb = environment["TERM"] == "dumb"
        let (columns, rows) = windowSize() ?? (80, 24)
        return Terminal(
            columns: columns, rows: rows, hasColour: !isDumb && (environment["NO_COLOR"] ?? "").isEmpty)
    }

    /// Asked anew for each drawing: a window changes.
    private static func windowSize() -> (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
