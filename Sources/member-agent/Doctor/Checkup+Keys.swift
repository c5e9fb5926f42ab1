// Whether every node can open what the others seal, and how far a change of the group key got.
extension Checkup {
    mutating func examineKeys(_ members: [MemberAnswer]) {
        let use = GroupKeyUse(members)
        for key in use.torn {
            find(
                "\(GroupKeyUse.names(key.lacking)) cannot open what \(GroupKeyUse.names(key.sealing)) seals with "
                    + "group key \(key.hint)",
                "Add that key to the group key file of \(GroupKeyUse.names(key.lacking)), and start it anew; or put "
                    + "the former key first again where this one seals.")
        }
        if let step = use.nextStep {
            facts.append("the group key is being changed; " + step)
        } else if use.isRotating, use.torn.isEmpty {
            facts.append(
                "the group key is being changed, and \(GroupKeyUse.names(use.silent)) did not tell which keys "
                    + (use.silent.count == 1 ? "it holds" : "they hold")
                    + ": look at that before the next step")
        } else if let key = use.keys.first, use.keys.count == 1, members.count > 1 {
            facts.append("every node holds the same group key, \(key.hint)")
        }
    }
}
