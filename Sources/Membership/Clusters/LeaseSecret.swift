/// A new lease, as the client will hold it: 32 random bytes, written in 43 characters.
///
/// Who presents it proves that an identity is its own (`--require-lease`). Only its hash leaves this node.
public struct LeaseSecret: Sendable {
    public static let byteCount = 32

    /// base64url without padding (RFC 4648, 5).
    public let text: String

    /// - Parameter random: 32 bytes that nobody can guess.
    public init(random: [UInt8]) {
        precondition(random.count == Self.byteCount)
        text = Self.base64url(random)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func base64url(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity((bytes.count * 8 + 5) / 6)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                digits.append(alphabet[Int(buffer >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { digits.append(alphabet[Int(buffer << UInt32(6 - bits) & 63)]) }
        return String(decoding: digits, as: UTF8.self)
    }
}
