/// Which versions the members that are not gone run, as a node knows them.
struct RunningVersions {
    /// The nodes of each version by name; the version of most nodes first, those that tell none last.
    let groups: [(version: String?, nodes: [String])]

    init(_ members: [MemberAnswer]) {
        let running = members.filter { $0.state == "alive" || $0.state == "suspect" }
        groups = Dictionary(grouping: running, by: \.version)
            .map { (version: $0.key, nodes: $0.value.map(\.name).sorted()) }
            .sorted { one, other in
                if (one.version == nil) != (other.version == nil) { return other.version == nil }
                if one.nodes.count != other.nodes.count { return one.nodes.count > other.nodes.count }
                return (one.version ?? "") < (other.version ?? "")
            }
    }

    var areSeveral: Bool { groups.count > 1 }

    /// `More than one version runs: 0.3.0 on 2 nodes, 0.2.0 on 1 node.`
    var sentence: String {
        let parts = groups.map { group in
            let nodes = Figures.plural(group.nodes.count, "node", "nodes")
            return group.version.map { "\($0) on \(nodes)" } ?? "\(nodes) told none"
        }
        return "More than one version runs: " + parts.joined(separator: ", ") + "."
    }

    /// The same with names of nodes, and what to do about it.
    var advice: String {
        let parts = groups.map { group in
            let shown = group.nodes.prefix(Self.namesMax)
            let names = shown.joined(separator: ", ") + (group.nodes.count > shown.count ? ", \u{2026}" : "")
            return group.version.map { "\($0) on \(names)" } ?? "no version was told by \(names)"
        }
        return "more than one version runs: " + parts.joined(separator: "; ")
            + "; they work together, so go on with the upgrade node by node"
    }

    private static let namesMax = 4
}
