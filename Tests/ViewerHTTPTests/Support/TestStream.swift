import NIOPosix

/// A reader of server-sent events.
final class TestStream: Sendable {
    struct Event: Sendable {
        var id: String?
        var name: String
        var data: String
    }

    let head: TestAnswer
    private let connection: TestConnection

    /// Opens the stream, and waits until the server says that it is open.
    init(port: Int, _ path: String, _ headers: String...) async throws {
        connection = try TestConnection(port: port)
        try await connection.send(TestConnection.request("GET", path, headers))
        head = try await connection.answerHead()
        if head.status == 200 { _ = try await Self.block(connection) }
    }

    /// The next event; comments are passed over.
    func event() async throws -> Event {
        while true {
            var event = Event(id: nil, name: "", data: "")
            for line in try await Self.block(connection) {
                if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
                if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { event.data += line.dropFirst(6) }
            }
            if !event.name.isEmpty { return event }
        }
    }

    func close() { connection.closeOutput() }

    /// The lines up to the next blank one. The lengths of chunks stand on lines of their own, which no field does.
    private static func block(_ connection: TestConnection) async throws -> [String] {
        var lines: [String] = []
        while true {
            let line = try await connection.line()
            if line.isEmpty, lines.contains(where: { $0.contains(":") }) { return lines }
            lines.append(line)
        }
    }
}
