import GossipCore

/// The fleet's secret as it stands in a file or a variable: one key of 32 bytes in base64, or
/// several, one a line or between commas; the first seals, all open.
enum GroupKeys {
    /// Named in errors; says how to get a right key.
    private static let shape = "32 bytes in base64, as `member-agent keygen` prints"

    /// - Parameter name: the file or variable that an error names.
    static func parse(_ text: [UInt8], name: String) throws(Failure) -> [GroupKey] {
        var keys: [GroupKey] = []
        for part in text.split(whereSeparator: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") }) {
            if part.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
            guard let bytes = Base64.decode(part) else {
                throw .failed("The group key in \(name) is not base64; it must be \(shape).")
            }
            guard let key = GroupKey(bytes: bytes) else {
                throw .failed("The group key in \(name) has \(bytes.count) bytes; it must be \(shape).")
            }
            keys.append(key)
        }
        guard !keys.isEmpty else { throw .failed("The group key in \(name) is empty; it must be \(shape).") }
        return keys
    }

    static func read(path: String) throws(Failure) -> [GroupKey] {
        let content: [UInt8]
        do {
            content = try FileAccess.read(path)
        } catch {
            throw .failed("The group key file \(path) cannot be read: \(error).")
        }
        return try parse(content, name: path)
    }

    /// A new key as text, for `keygen` and the state directory.
    static func make() -> [UInt8] { Base64.encode(SecureRandom.bytes(32)) }
}
