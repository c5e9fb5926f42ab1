/// Which entries a voter has to vouch for, and who is one.
extension Node {
    /// What this node can attest with; nil before it knows voters.
    public var attestor: Attestor? {
        guard let key = configuration.voting?.key, let lineage = core?.set?.lineage else { return nil }
        return Attestor(key: key, lineage: lineage)
    }

    /// Whether a voter of this node's lineage, present or former, vouches for an entry. A node without a voting
    /// core takes every entry.
    public func isAttested(_ key: EntryKey, _ payload: [UInt8]) -> Bool {
        guard let core else { return true }
        guard let lineage = core.set?.lineage,
            let voter = Attestation.attester(of: payload, for: key, in: lineage)
        else { return false }
        return core.hasElected(voter) || wasFirstVoter(voter)
    }

    /// An entry that changes nothing needs no second look.
    func isVouchedFor(_ entry: Entry) -> Bool {
        guard entry.key.space.isAttested else { return true }
        if let known = cold.entry(entry.key), !entry.wins(over: known) { return true }
        return isAttested(entry.key, entry.payload)
    }

    private func wasFirstVoter(_ voter: NodeID) -> Bool {
        guard let foundingKey, let entry = cold.entry(foundingKey), let founding = VoterSetEntry(entry)?.set,
            core?.succession(of: founding.epoch)?.previous == founding.id
        else { return false }
        return founding.contains(voter)
    }
}
