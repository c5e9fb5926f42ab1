import CSodium
import GossipCore

/// The Ed25519 key that names a node for ever and signs its votes (DESIGN.md, Datagrams).
struct NodeKey: Equatable {
    /// The seed of RFC 8032, from which libsodium derives the rest.
    private let seed: [UInt8]
    let publicKey: [UInt8]

    static let seedBytes = Int(crypto_sign_SEEDBYTES)

    /// - Returns: nil unless there are 32 bytes.
    init?(seed: [UInt8]) {
        guard seed.count == Self.seedBytes else { return nil }
        var publicKey = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
        var secretKey = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
        guard crypto_sign_seed_keypair(&publicKey, &secretKey, seed) == 0 else { return nil }
        sodium_memzero(&secretKey, secretKey.count)
        self.seed = seed
        self.publicKey = publicKey
    }

    /// What the node votes with.
    var signingKey: SigningKey {
        guard let key = SigningKey(seed: seed) else { preconditionFailure("32 bytes are a seed") }
        return key
    }

    /// The first 16 bytes of BLAKE2b of the public key.
    var id: NodeID {
        var hash = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&hash, hash.count, publicKey, UInt64(publicKey.count), nil, 0)
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        return NodeID(high: word(hash[0..<8]), low: word(hash[8..<16]))
    }

    /// Reads the key of a state directory; nil where there is none yet.
    static func read(path: String) throws(Failure) -> NodeKey? {
        guard FileAccess.exists(path) else { return nil }
        let content: [UInt8]
        do {
            content = try FileAccess.read(path)
        } catch {
            throw .failed("The node key \(path) cannot be read: \(error).")
        }
        guard let seed = Base64.decode(content), let key = NodeKey(seed: seed) else {
            throw .failed(
                "The node key \(path) is damaged: it is not 32 bytes in base64. Restore it from a backup.")
        }
        return key
    }

    /// Makes a key and writes it, readable by its owner alone.
    static func make(path: String) throws(Failure) -> NodeKey {
        let seed = SecureRandom.bytes(seedBytes)
        guard let key = NodeKey(seed: seed) else {
            preconditionFailure("libsodium refused a seed of its own size")
        }
        do {
            try FileAccess.writeSecret(Base64.encode(seed) + [UInt8(ascii: "\n")], to: path)
        } catch {
            throw .failed("The node key \(path) cannot be written: \(error).")
        }
        return key
    }
}
