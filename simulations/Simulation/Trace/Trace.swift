/// The story of a run: a digest of every event and every byte that was sent (INV-14), and on request all events as
/// text.
public struct Trace {
    public enum Kind: UInt8, Sendable {
        case started, crashed, paused, resumed, sent, delivered, dropped, member, answered, committed
        case acted

        /// Of a host's life, and told in no other words.
        var isRare: Bool {
            switch self {
            case .started, .crashed, .paused, .resumed: true
            case .sent, .delivered, .dropped, .member, .answered, .committed, .acted: false
            }
        }
    }

    public struct Event: Sendable {
        public var time: UInt64
        public var kind: Kind
        public var host: Int32
        public var other: Int32
        public var number: UInt64
    }

    /// Of all that happened until now.
    public private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    /// Takes each event as a line of text, if anybody wants to read it.
    public var sink: ((String) -> Void)?
    /// Whether the sink is spared single datagrams, commits and what `note` tells in words.
    var isBrief = false

    mutating func record(_ kind: Kind, at time: UInt64, host: Int, other: Int = -1, number: UInt64 = 0) {
        mix(time)
        mix(
            UInt64(kind.rawValue) << 56 ^ UInt64(truncatingIfNeeded: host) << 28
                ^ UInt64(truncatingIfNeeded: other))
        mix(number)
        guard let sink, !isBrief || kind.isRare else { return }
        let event = Event(
            time: time, kind: kind, host: Int32(truncatingIfNeeded: host),
            other: Int32(truncatingIfNeeded: other), number: number)
        sink(Self.line(event))
    }

    /// Adds words to the story, for the sink alone.
    func note(_ text: @autoclosure () -> String, at time: UInt64) {
        if let sink { sink(Self.seconds(time) + " " + text()) }
    }

    /// A fast digest of bytes, eight at a time.
    static func digest(of bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.withUnsafeBytes { buffer in
            var digest: UInt64 = UInt64(buffer.count)
            var offset = 0
            while offset + 8 <= buffer.count {
                digest =
                    (digest ^ buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian)
                    &* 0x9E37_79B9_7F4A_7C15
                digest ^= digest >> 29
                offset += 8
            }
            while offset < buffer.count {
                digest = (digest ^ UInt64(buffer[offset])) &* 0x100_0000_01B3
                offset += 1
            }
            return digest
        }
    }

    public static func line(_ event: Event) -> String {
        var line = "\(seconds(event.time)) \(event.kind) host \(event.host)"
        if event.other >= 0 { line += " other \(event.other)" }
        return line + " " + String(event.number, radix: 16)
    }

    /// `12.345678`: true seconds since the world began.
    public static func seconds(_ time: UInt64) -> String {
        let micros = String(time / 1_000 % 1_000_000)
        return "\(time / 1_000_000_000)." + String(repeating: "0", count: 6 - micros.count) + micros
    }

    private mutating func mix(_ word: UInt64) {
        digest = (digest ^ word) &* 0x9E37_79B9_7F4A_7C15
        digest ^= digest >> 32
    }
}
