import GossipCore

/// Whom a home asks for numbers of a fleet. All homes that see the same voters ask the same one, so that
/// proposers do not duel; but that is all there is to it, and no safety rests on it.
///
/// The order is that of highest random weight (Thaler, Ravishankar 1998): fleets spread over the voters, and
/// when one dies or joins, only the fleets that it serves change their proposer. With the lowest id first, one
/// voter would serve all fleets, and its death would stop them all.
enum ProposerOrder {
    /// - Returns: `voters`, the first to ask first.
    static func of(_ voters: [NodeID], for fleet: FleetName) -> [NodeID] {
        // FNV-1a.
        let seed = fleet.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return voters.map { voter -> (weight: UInt64, voter: NodeID) in
            var generator = SeededGenerator(seed: seed ^ voter.low)
            return (generator.next(), voter)
        }
        .sorted { ($0.weight, $0.voter) > ($1.weight, $1.voter) }.map(\.voter)
    }
}
