/// A node's signed word to another about something that is decided: its Ed25519 key and a signature,
/// 32 + 64 bytes. What is signed begins with a label that no vote begins with.
public enum Attestation {
    public static let byteCount = VoterKey.wireBytes + Signature.wireBytes
    private static let label = Array("rollcall attestation".utf8)

    public static func of(_ message: [UInt8], by key: SigningKey) -> [UInt8] {
        key.publicKey.bytes + key.sign(label + message).bytes
    }

    /// Who is said to have signed; cheap, and no proof.
    public static func claimant(_ attestation: [UInt8]) -> NodeID? {
        attestation.count == byteCount ? VoterKey(bytes: Array(attestation.prefix(32)))?.id : nil
    }

    /// Whether the claimant signed `message`.
    public static func isGenuine(_ attestation: [UInt8], of message: [UInt8]) -> Bool {
        guard attestation.count == byteCount,
            let key = VoterKey(bytes: Array(attestation.prefix(VoterKey.wireBytes)))
        else { return false }
        let signature = Signature(bytes: Array(attestation.dropFirst(VoterKey.wireBytes)))
        return key.verifies(signature, of: label + message)
    }
}
