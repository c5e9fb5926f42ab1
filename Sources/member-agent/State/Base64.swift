import CSodium

/// Base64 of RFC 4648, section 4, as keys stand in files; libsodium's works in constant time.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text = [CChar](
            repeating: 0,
            count: sodium_base64_encoded_len(bytes.count, sodium_base64_VARIANT_ORIGINAL))
        sodium_bin2base64(&text, text.count, bytes, bytes.count, sodium_base64_VARIANT_ORIGINAL)
        return text.dropLast().map { UInt8(bitPattern: $0) }
    }

    /// Decodes text with or without padding; white space around it is ignored.
    /// - Returns: nil for anything else.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let trimmed = text.drop(while: space.contains).reversed().drop(while: space.contains)
        let body = trimmed.drop { $0 == UInt8(ascii: "=") }.reversed().map { CChar(bitPattern: $0) }
        guard trimmed.count - body.count <= 2 else { return nil }
        var bytes = [UInt8](repeating: 0, count: body.count / 4 * 3 + 3)
        var count = 0
        let variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING
        guard sodium_base642bin(&bytes, bytes.count, body, body.count, nil, &count, nil, variant) == 0
        else { return nil }
        return Array(bytes[..<count])
    }
}
