/// A voter's word that an entry of the map says what was decided: its key and a signature, 32 + 64 bytes at the
/// beginning of the payload. The map takes entries of attested spaces (`Keyspace.isAttested`) with it alone, so
/// a member with the group key, but without a voter's key, cannot make up decisions.
///
/// It is the word of one voter, not of a majority: voters run this code (docs/voting.md, Assumptions).
public enum Attestation {
    public static let byteCount = VoterKey.wireBytes + Signature.wireBytes

    /// Everything that gives the rest of the payload its meaning.
    static func statement(_ lineage: Lineage, _ key: EntryKey, _ content: some Sequence<UInt8>) -> [UInt8] {
        Array("rollcall attestation 1".utf8) + lineage.encoded() + [key.space.rawValue]
            + VotingRows.bytes(UInt64(key.bytes.count)) + key.bytes + content
    }

    /// - Returns: whose word stands before the content, if it is that one's.
    static func attester(of payload: [UInt8], for key: EntryKey, in lineage: Lineage) -> NodeID? {
        guard payload.count >= byteCount,
            let voter = VoterKey(bytes: Array(payload.prefix(VoterKey.wireBytes)))
        else { return nil }
        let signature = Signature(bytes: Array(payload[VoterKey.wireBytes..<byteCount]))
        let statement = statement(lineage, key, payload.dropFirst(byteCount))
        return voter.verifies(signature, of: statement) ? voter.id : nil
    }
}

/// What a voter attests with.
public struct Attestor: Sendable {
    let key: SigningKey
    let lineage: Lineage

    public init(key: SigningKey, lineage: Lineage) {
        self.key = key
        self.lineage = lineage
    }

    /// - Parameter content: the payload without the attestation.
    public func attest(_ entry: EntryKey, _ content: [UInt8]) -> [UInt8] {
        key.publicKey.bytes + key.sign(Attestation.statement(lineage, entry, content)).bytes
    }
}
