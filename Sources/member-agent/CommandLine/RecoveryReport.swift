import GossipCore
import Membership

/// What an operator has to know before giving up the votes of a majority.
struct RecoveryReport {
    var recovery: VoterRecovery
    var numbers: NumberRecovery
    var own: NodeID
    /// Where each state was read.
    var sources: [NodeID: String]
    /// As this node knew them last.
    var members: [MemberRecord]

    var lines: [String] { voters + known + losses }

    private var voters: [String] {
        let set = recovery.set
        var lines = [
            "Lineage \(set.lineage), epoch \(set.epoch.number): \(recovery.survivors.count) of "
                + "\(set.voters.count) voters are left here, and \(set.majority) would decide."
        ]
        for voter in set.voters {
            let member = members.first { $0.id == voter.id }
            let name =
                voter.id == own ? "this node" : member.map { "\($0.name) (\($0.gossip))" } ?? "not known"
            let fate =
                recovery.survivors.contains(voter.id)
                ? "left, in \(sources[voter.id] ?? "")"
                : sources[voter.id] == nil ? "GIVEN UP" : "resigned: its state is an old copy"
            lines.append("  \(voter.id)  \(name): \(fate)")
        }
        return lines
    }

    private var known: [String] {
        guard !numbers.fleets.isEmpty else { return ["No fleet has a number or a cluster here."] }
        return ["Known here, and kept:"]
            + numbers.fleets.map { fleet in
                "  \(name(fleet)): \(fleet.known) numbers, the highest \(fleet.highest); \(fleet.registered) clusters"
                    + (fleet.knownFromVotes > 0
                        ? "; \(fleet.knownFromVotes) of the numbers from votes alone, perhaps never decided"
                        : "")
            }
    }

    private var losses: [String] {
        var lines = ["What may be lost:"]
        for fleet in numbers.fleets {
            lines.append(
                "  \(name(fleet)): any number above \(fleet.highest) that the voters gave and nothing here heard of. It is "
                    + "given again, to another.")
            if !fleet.withoutNumber.isEmpty {
                lines.append(
                    "  \(name(fleet)): no number is known of \(Self.list(fleet.withoutNumber)). If one was told, it is "
                        + "not true any more: they get others.")
            }
            if !fleet.withoutHolder.isEmpty {
                lines.append(
                    "  \(name(fleet)): whose \(Self.list(fleet.withoutHolder.map(String.init))) are. Nobody gets these "
                        + "again; their holders get others.")
            }
            if fleet.contradicted > 0 {
                lines.append(
                    "  \(name(fleet)): \(fleet.contradicted) votes left here were outvoted; they are dropped."
                )
            }
        }
        if numbers.otherRegisters > 0 {
            lines.append(
                "  \(numbers.otherRegisters) other decisions (leases): what they were last changed to. Who was given a "
                    + "lease by the lost voters may still use it; wait for its end before you start.")
        }
        return lines
    }

    private func name(_ fleet: NumberRecovery.Fleet) -> String { fleet.name ?? "a fleet without a name here" }

    /// The first twenty.
    private static func list(_ names: [String]) -> String {
        names.prefix(20).joined(separator: ", ") + (names.count > 20 ? " and \(names.count - 20) more" : "")
    }
}
