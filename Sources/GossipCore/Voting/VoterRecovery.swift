/// What is left of a fleet whose voters lost their majority for good, and the new lineage that an operator founds
/// from it (docs/voting.md, A majority that is lost for good).
public struct VoterRecovery: Sendable {
    /// What one node has on its disk.
    public struct State: Sendable {
        public var owner: NodeID
        public var restored: Restored

        public init(owner: NodeID, restored: Restored) {
            self.owner = owner
            self.restored = restored
        }
    }

    /// The newest voters that any of the states knows.
    public let set: VoterSet
    /// Those of them whose states are here, and did not resign.
    public let survivors: [NodeID]
    /// Whether the survivors need no recovery: they are a majority that votes, or can.
    public let mayGoOn: Bool
    /// What was accepted last of each register, decided or not.
    public let registers: [RegisterKey: [UInt8]]
    /// The maps, merged.
    public let entries: [Entry]
    private let epoch: Epoch
    private let sequences: [NodeID: UInt64]

    public init(_ states: [State]) throws(VoterRecoveryError) {
        var restored: [NodeID: VotingRestored] = [:]
        for state in states {
            do throws(VotingRestoreError) {
                restored[state.owner] = try VotingRestored(state.restored.rows)
            } catch {
                throw .damaged(state.owner)
            }
        }
        let sets = restored.values.compactMap(\.set)
        guard let set = sets.max(by: { $0.epoch < $1.epoch }) else { throw .noVoters }
        guard sets.allSatisfy({ $0.lineage == set.lineage }) else { throw .lineages }
        self.set = set
        sequences = restored.mapValues(\.sequence)
        epoch = restored.values.reduce(set.epoch) { max($0, $1.highestEpoch) }
        survivors = set.voters.map(\.id).filter { id in
            restored[id].map { $0.voter(of: set, own: id)?.isResigned != true } ?? false
        }
        mayGoOn = Self.mayGoOn(set, restored)
        var registers: [RegisterKey: RegisterState] = [:]
        for state in restored.values {
            for (key, found) in state.lastAccepted { registers.take(key, found.accepted, found.value) }
        }
        self.registers = registers.mapValues(\.value)
        var map: [EntryKey: Entry] = [:]
        for entry in states.lazy.flatMap(\.restored.entries) {
            if let known = map[entry.key], !entry.wins(over: known) { continue }
            map[entry.key] = entry
        }
        entries = map.values.sorted { $0.key < $1.key }
    }

    /// Whether a majority votes, or is whole and can take the registers over from a majority of those before.
    private static func mayGoOn(_ set: VoterSet, _ restored: [NodeID: VotingRestored]) -> Bool {
        func count(_ set: VoterSet, _ condition: (Voter?) -> Bool) -> Int {
            set.voters.count { voter in
                restored[voter.id].map { condition($0.voter(of: set, own: voter.id)) } ?? false
            }
        }
        if count(set, { $0.map { $0.isActive && !$0.isResigned } ?? false }) >= set.majority { return true }
        let previous = restored.values.lazy.filter { $0.set == set }.compactMap(\.previous).first
        guard let previous, count(set, { $0?.isResigned != true }) >= set.majority else { return false }
        return count(previous, { $0.map { $0.isActive && !$0.isResigned } ?? false }) >= previous.majority
    }

    /// A new lineage with one voter, who holds these registers and the map.
    /// - Parameters:
    ///   - lineage: random.
    ///   - key: of the voter.
    ///   - registers: what they are to hold, in place of `registers`.
    /// - Returns: all that is to stand on its disk, but for the members.
    public func founding(
        _ lineage: Lineage, by key: SigningKey, registers: [RegisterKey: [UInt8]]
    ) -> Restored {
        guard let set = VoterSet(lineage: lineage, epoch: epoch.next, voters: [key.publicKey]) else {
            preconditionFailure("one voter is a set")
        }
        // Below whatever is proposed in the new epoch.
        let ballot = Ballot(epoch: epoch, round: 1, node: key.id, boot: 0)
        let states = registers.mapValues { RegisterState(promised: ballot, accepted: ballot, value: $0) }
        let sequence = (sequences[key.id] ?? 0) + 1
        let voter = Voter(
            set: set, own: key.id, acceptor: Acceptor(registers: states), isActive: true, sequence: sequence)
        var rows = [VotingRows.set(set), VotingRows.standing(voter), VotingRows.sequence(sequence)]
        for (key, state) in states.sorted(by: { $0.key < $1.key }) {
            rows.append(VotingRows.register(key, state, in: set.epoch))
        }
        let attestor = Attestor(key: key, lineage: lineage)
        let kept = entries.compactMap { entry -> Entry? in
            guard entry.key.space != Candidacy.space, entry.key.space != VoterSetEntry.space else {
                return nil
            }
            guard entry.key.space.isAttested else { return entry }
            var entry = entry
            let content = Array(entry.payload.dropFirst(Attestation.byteCount))
            entry.payload = attestor.attest(entry.key, content) + content
            return entry
        }
        return Restored(entries: kept, rows: rows)
    }
}

/// Why states are not enough, or too much, to recover from.
public enum VoterRecoveryError: Error, Hashable {
    /// None of them knows voters.
    case noVoters
    /// They are of fleets that were founded apart.
    case lineages
    /// The votes of this node do not decode.
    case damaged(NodeID)
}
