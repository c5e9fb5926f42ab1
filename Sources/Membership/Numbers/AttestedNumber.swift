import GossipCore

/// A number of an identity, with the word of a voter that it stands on the roll. The map takes no other
/// (`Keyspace.isAttested`): who has the group key, but not a voter's, cannot make up numbers.
struct AttestedNumber: Hashable, Sendable {
    var key: NumberKey
    var identity: ClusterIdentity
    /// `Attestation.byteCount` bytes.
    var attestation: [UInt8]

    init(key: NumberKey, identity: ClusterIdentity, attestation: [UInt8]) {
        self.key = key
        self.identity = identity
        self.attestation = attestation
    }

    /// A voter's word.
    init(_ key: NumberKey, _ identity: ClusterIdentity, by attestor: Attestor) {
        let attestation = attestor.attest(key.entryKey, NumberKey.content(identity))
        self.init(key: key, identity: identity, attestation: attestation)
    }

    /// Of the entry.
    var payload: [UInt8] { attestation + NumberKey.content(identity) }
}
