@testable import GossipCore

/// The plaintext of a datagram: prologue and records.
enum Plaintext {
    static let prologue = [UInt8](repeating: 0xAB, count: 16) + [0]

    static func of(_ records: [Record]) -> [UInt8] { prologue + records.flatMap { $0.encoded() } }

    /// The records that are read from `plaintext`, or why it is refused.
    static func read(_ plaintext: [UInt8]) -> Result<[Record], WireError> {
        plaintext.withUnsafeBytes { bytes in
            do throws(WireError) {
                var reader = try RecordReader(bytes)
                var records: [Record] = []
                while let record = reader.next() { records.append(record) }
                return .success(records)
            } catch {
                return .failure(error)
            }
        }
    }

    /// One record of `type` with `body`.
    static func frame(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
        var length = UInt64(body.count)
        var frame = [type]
        while length >= 0x80 {
            frame.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        return frame + [UInt8(length)] + body
    }
}

extension Result where Failure == WireError {
    var wireError: WireError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
