import CSodium

/// A node's Ed25519 key pair: what it votes with.
public struct SigningKey: Sendable {
    public let publicKey: VoterKey
    private let secret: [UInt8]

    /// - Parameter seed: of RFC 8032.
    /// - Returns: nil unless there are 32 bytes.
    public init?(seed: [UInt8]) {
        Sodium.prepare()
        guard seed.count == Int(crypto_sign_SEEDBYTES) else { return nil }
        var publicBytes = [UInt8](repeating: 0, count: VoterKey.wireBytes)
        var secretBytes = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
        guard crypto_sign_seed_keypair(&publicBytes, &secretBytes, seed) == 0,
            let key = VoterKey(bytes: publicBytes)
        else { return nil }
        publicKey = key
        secret = secretBytes
    }

    public var id: NodeID { publicKey.id }

    package func sign(_ message: [UInt8]) -> Signature {
        if SignatureScheme.current == .double { return SignatureScheme.double(publicKey, message) }
        var signature = [UInt8](repeating: 0, count: Signature.wireBytes)
        let status = crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
        precondition(status == 0, "Ed25519 signs any message")
        return Signature(bytes: signature)
    }
}
