/// How votes are signed and checked: with Ed25519, unless the simulator says otherwise for the runs that it
/// starts. Nothing outside of this package can, and no packet, file or option does.
package enum SignatureScheme: Sendable {
    case ed25519
    /// A hash of a word that stands here, the signer's public key and the message, for simulated fleets: 50
    /// times as fast as Ed25519. Who only calls `SigningKey.sign` with its own key, as the simulated hostile
    /// member does, can no more sign for another than with Ed25519.
    case double

    @TaskLocal package static var current = SignatureScheme.ed25519

    static func double(_ signer: VoterKey, _ message: [UInt8]) -> Signature {
        let hash = Blake2b256.hash(Array("simulated signature".utf8) + signer.bytes + message)
        return Signature(bytes: hash + hash)
    }
}
