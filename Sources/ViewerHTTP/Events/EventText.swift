/// Text of a stream of server-sent events (WHATWG HTML, section 9.2). Data is one line: JSON escapes line ends.
struct EventText {
    private(set) var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }

    /// - Parameter id: nil leaves the reader's last id as it is.
    mutating func event(_ name: String, id: String?, _ data: (inout JSONWriter) -> Void) {
        if let id { line("id", id) }
        line("event", name)
        var json = JSONWriter()
        data(&json)
        bytes.append(contentsOf: "data: ".utf8)
        bytes.append(contentsOf: json.bytes)
        bytes.append(contentsOf: "\n\n".utf8)
    }

    /// A comment, which no reader is told of.
    mutating func comment(_ text: String) { bytes.append(contentsOf: ": \(text)\n\n".utf8) }

    private mutating func line(_ name: String, _ value: String) {
        bytes.append(contentsOf: "\(name): \(value)\n".utf8)
    }
}
