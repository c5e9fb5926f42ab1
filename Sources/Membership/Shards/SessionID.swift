public import GossipCore

/// One holder of a shard: a ULID. Its 80 random bits end with the shard in 16 bits, so that any node finds the
/// register of a session that it never heard of.
///
/// `time 48, milliseconds | random 64 | shard 16`
public struct SessionID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public static let randomByteCount = 8

    /// A new one, for no shard yet.
    /// - Parameter random: `randomByteCount` bytes that nobody can guess.
    public init(_ time: WallTime, random: [UInt8]) {
        let bits = random.prefix(Self.randomByteCount).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        self.init(high: time.milliseconds << 16 | bits >> 48, low: bits << 16)
    }

    /// When it was made, by the clock of the node that it was made at.
    package var madeAt: WallTime { WallTime(milliseconds: high >> 16) }

    /// The shard that it was made for.
    package var shard: Int { Int(low & 0xFFFF) }

    /// The same time and random bits, for a shard.
    func naming(_ shard: Int) -> SessionID {
        SessionID(high: high, low: low & ~0xFFFF | UInt64(shard & 0xFFFF))
    }

    /// What a request to connect is known by, before it has a shard.
    var request: SessionID { naming(0) }

    public static func < (left: SessionID, right: SessionID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// 26 digits of Crockford's base 32.
    public var description: String {
        let text = stride(from: 125, through: 0, by: -5).map { Self.digits[Int(bits(from: $0) & 31)] }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Returns: nil unless `text` is a ULID, in either case.
    public init?(_ text: String) {
        guard text.utf8.count == 26 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (place, character) in text.utf8.enumerated() {
            let upper = character >= 97 && character <= 122 ? character - 32 : character
            guard let digit = Self.digits.firstIndex(of: upper), place > 0 || digit < 8 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
        }
        self.init(high: high, low: low)
    }

    /// The lowest bits of the value shifted right.
    private func bits(from shift: Int) -> UInt64 {
        if shift >= 64 { return high >> UInt64(shift - 64) }
        return shift == 0 ? low : low >> UInt64(shift) | high << UInt64(64 - shift)
    }
}
