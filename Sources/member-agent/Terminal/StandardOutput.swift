#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Standard streams, for what Swift's `print` does not reach.
enum StandardOutput {
    /// Shows what was printed even where the output is a pipe.
    static func flush() { fflush(nil) }

    /// Writes text whole, past the buffer of `print`.
    static func write(_ text: String) {
        flush()
        writeAll(Array(text.utf8), to: 1)
    }
}

enum StandardError {
    /// Writes one line, whole, so that lines of several threads never mix.
    static func write(line: String) {
        writeAll(Array((line + "\n").utf8), to: 2)
    }
}

private func writeAll(_ bytes: [UInt8], to file: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { platformWrite(file, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}

private func platformWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(file, bytes, count)
}
