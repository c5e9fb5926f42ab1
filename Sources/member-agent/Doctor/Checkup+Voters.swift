// Whether the fleet can decide.
extension Checkup {
    mutating func examineVoters(_ status: StatusAnswer) {
        if let quarrel = status.quarrel {
            find(
                "another fleet, founded apart, is at \(quarrel.member) (\(quarrel.address)); its lineage is "
                    + "\(quarrel.lineage), this node's \(status.lineage ?? "none")",
                "Nothing is shared between the two. If they are meant to be one, choose whose numbers stand, and "
                    + "on each node of the other: stop it, run member-agent adopt LINEAGE, and start it again."
            )
        }
        guard let epoch = status.epoch else {
            if status.isFounding == true {
                return find(
                    "the voters are not founded yet, so new clusters get no number",
                    "Start as many nodes as --bootstrap-expect says, with the same number, each reaching the "
                        + "others by --join.")
            }
            return find(
                "nobody founded the voters, so new clusters get no number",
                "Let this node reach a fleet by --join; or, if there is none, start one node with "
                    + "--bootstrap-expect 1, or N nodes with --bootstrap-expect N.")
        }
        let voters = status.voters ?? []
        facts.append("epoch \(epoch), voters: \(voters.joined(separator: ", "))")
        if status.hasMajority == false {
            find(
                "no majority of the voters is here, so new clusters get no number",
                "Bring voters back: \(voters.count / 2 + 1) of \(voters.joined(separator: ", ")) must run, each "
                    + "with its state directory, or a backup of it. No other node may take their place. Only if they are "
                    + "lost for good: member-agent recover-voters --help.")
        }
        if status.isResigned == true {
            find(
                "this node's state directory is an old copy, so it does not vote any more",
                "Nothing is to be done while other voters run: they replace it. Find out who restored it.")
        }
    }
}
