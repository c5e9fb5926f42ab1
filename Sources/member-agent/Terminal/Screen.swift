/// What a command shows: a document of a node, drawn for whatever standard output leads to.
struct Screen: Equatable, Sendable {
    var lines: [TerminalText]

    init(_ lines: [TerminalText] = []) { self.lines = lines }

    /// All of it, as a command prints it once.
    func text(on terminal: Terminal) -> String {
        lines.map { $0.shown(on: terminal) + "\n" }.joined()
    }

    /// As much as the window holds, drawn over what stands there. No line is longer than the window is wide, and
    /// the last one has no line end, so nothing scrolls; what is left of the former drawing is cleared.
    func frame(on terminal: Terminal) -> String {
        let rows = max(1, terminal.rows ?? 24)
        var shown = lines
        if shown.count > rows {
            let missing = shown.count - (rows - 1)
            shown = Array(shown.prefix(rows - 1))
            shown.append(TerminalText("\u{2026} and \(missing) more lines than the window holds", .faint))
        }
        let clearLine = "\u{1B}[K"
        let text = shown.map { $0.shown(on: terminal) + clearLine }.joined(separator: "\r\n")
        return "\u{1B}[H" + text + "\u{1B}[J"
    }

    /// The window's other page, without a cursor: what stood in the window comes back afterwards.
    static let open = "\u{1B}[?1049h\u{1B}[?25l"
    static let close = "\u{1B}[?25h\u{1B}[?1049l"
}
