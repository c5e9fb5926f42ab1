/// The first four bytes of BLAKE2b-256 of a group key: tells which key of a ring sealed a datagram, and
/// names the key where people speak of it, without telling anything of use about it.
public struct KeyHint: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The four bytes, big-endian.
    public var rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Eight lowercase hexadecimal digits.
    public var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}
