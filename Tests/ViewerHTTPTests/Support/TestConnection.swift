import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A plain socket, so that a test sends exactly the bytes that it means. Blocking calls run on threads of
/// their own, never on those that the server needs, and enough of them that no test waits for another's.
final class TestConnection: Sendable {
    enum Failure: Error {
        case cannotConnect(Int32)
        /// The server closed before an answer was whole, or said nothing for `patience`.
        case noAnswer(received: Int)
        case malformed(String)
    }

    /// Seconds: a deadline for what must come, not a time that is waited.
    private static let patience = 60

    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 64)
        pool.start()
        return pool
    }()

    private let socket: Int32

    init(port: Int) throws {
        socket = Self.open()
        var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        let socket = socket
        let result = address.withSockAddr { connect(socket, $0, socklen_t($1)) }
        guard result == 0 else { throw Failure.cannotConnect(errno) }
    }

    deinit { close(socket) }

    private static func open() -> Int32 {
        #if canImport(Glibc)
            Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            Darwin.socket(AF_INET, SOCK_STREAM, 0)
        #endif
    }

    static func request(
        _ method: String, _ path: String, _ headers: [String] = [], body: [UInt8] = [],
        token: String? = TestServer.token
    ) -> [UInt8] {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if let token { head += "Authorization: Bearer \(token)\r\n" }
        for header in headers { head += header + "\r\n" }
        if method == "POST" || !body.isEmpty { head += "Content-Length: \(body.count)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }

    /// Sends bytes and reads one answer.
    func exchange(_ bytes: [UInt8], isHead: Bool = false) async throws -> TestAnswer {
        try await Self.threads.runIfActive {
            self.write(bytes)
            return try self.read(isHead: isHead)
        }
    }

    /// Sends without reading.
    func send(_ bytes: [UInt8]) async throws {
        try await Self.threads.runIfActive { self.write(bytes) }
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func answer() async throws -> TestAnswer {
        try await Self.threads.runIfActive { try self.read(isHead: false) }
    }

    /// The head of an answer whose body has no end.
    func answerHead() async throws -> TestAnswer {
        try await Self.threads.runIfActive { try self.read(isHead: true) }
    }

    /// Bytes up to the next line end, without it.
    func line() async throws -> String {
        try await Self.threads.runIfActive {
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while recv(self.socket, &byte, 1, 0) == 1 {
                if byte == UInt8(ascii: "\n") {
                    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
                    return String(decoding: bytes, as: UTF8.self)
                }
                bytes.append(byte)
            }
            throw Failure.noAnswer(received: bytes.count)
        }
    }

    /// Says that nothing more will be sent.
    func closeOutput() { shutdown(socket, Int32(SHUT_WR)) }

    /// Waits until the server closes. False when it says anything instead, or nothing for `patience`.
    func isClosedByServer() async throws -> Bool {
        try await Self.threads.runIfActive {
            var byte: UInt8 = 0
            let count = recv(self.socket, &byte, 1, 0)
            return count == 0 || (count < 0 && errno == ECONNRESET)
        }
    }

    /// A server that refuses a body stops reading: what it does not take is no failure here.
    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                #if canImport(Glibc)
                    Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                #else
                    Darwin.send(socket, $0.baseAddress, $0.count, 0)
                #endif
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private func read(isHead: Bool) throws -> TestAnswer {
        var bytes: [UInt8] = []
        let blank = Array("\r\n\r\n".utf8)
        var answer: TestAnswer?
        var bodyStart = 0
        var length = 0
        while true {
            if answer == nil, let end = bytes.firstRange(of: blank) {
                let head = try Self.head(bytes[..<end.lowerBound])
                bodyStart = end.upperBound
                length = isHead ? 0 : head["content-length"].flatMap { Int($0) } ?? 0
                answer = head
            }
            if var answer, bytes.count >= bodyStart + length {
                guard bytes.count == bodyStart + length else {
                    throw Failure.malformed("bytes after the body")
                }
                answer.body = Array(bytes[bodyStart...])
                return answer
            }
            // Not a byte further than this answer, so that the next one stays for the next call.
            let wanted = answer == nil ? 1 : bodyStart + length - bytes.count
            var chunk = [UInt8](repeating: 0, count: wanted)
            let count = recv(socket, &chunk, chunk.count, 0)
            guard count > 0 else { throw Failure.noAnswer(received: bytes.count) }
            bytes += chunk.prefix(count)
        }
    }

    private static func head(_ bytes: ArraySlice<UInt8>) throws -> TestAnswer {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            throw Failure.malformed(String(lines.first ?? ""))
        }
        let headers = try lines.dropFirst().map { line in
            guard let colon = line.firstIndex(of: ":") else { throw Failure.malformed(String(line)) }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (name: line[..<colon].lowercased(), value: String(value))
        }
        return TestAnswer(status: status, headers: headers, body: [])
    }
}
