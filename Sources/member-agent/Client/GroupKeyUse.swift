/// Which group keys the members that live hold and seal with, as a node knows them; and from that, how far a rotation
/// got: install, use, remove, each only once every member has taken the step before (DESIGN.md, Datagrams).
struct GroupKeyUse {
    struct Key: Equatable {
        var hint: String
        /// Nodes by name.
        var sealing: [String] = []
        var opening: [String] = []
        var lacking: [String] = []
    }

    /// By the number of nodes that seal with it, the largest first.
    let keys: [Key]
    /// Nodes by name that did not tell.
    let silent: [String]

    init(_ members: [MemberAnswer]) {
        let living = members.filter { $0.state == "alive" || $0.state == "suspect" }.sorted {
            $0.name < $1.name
        }
        silent = living.filter { $0.groupKeys == nil }.map(\.name)
        var keys: [String: Key] = [:]
        for hint in Set(living.flatMap { $0.groupKeys ?? [] }) {
            var key = Key(hint: hint)
            for member in living {
                switch member.groupKeys?.firstIndex(of: hint) {
                case 0: key.sealing.append(member.name)
                case .some: key.opening.append(member.name)
                case nil where member.groupKeys != nil: key.lacking.append(member.name)
                case nil: break
                }
            }
            keys[hint] = key
        }
        self.keys = keys.values.sorted {
            ($0.sealing.count, $0.opening.count, $1.hint) > ($1.sealing.count, $1.opening.count, $0.hint)
        }
    }

    /// A rotation is under way, or was left in the middle.
    var isRotating: Bool { keys.count > 1 }

    /// Somebody seals with a key that somebody lacks, who therefore does not hear it.
    var torn: [Key] { keys.filter { !$0.sealing.isEmpty && !$0.lacking.isEmpty } }

    /// What may be done next without cutting a node off; nil where nothing can be said.
    var nextStep: String? {
        guard isRotating, silent.isEmpty, torn.isEmpty else { return nil }
        // Nothing seals with it, so it is on its way in or out.
        if let halfway = keys.first(where: { !$0.lacking.isEmpty }) {
            return "nothing seals with \(halfway.hint) and \(Self.names(halfway.lacking)) "
                + (halfway.lacking.count == 1 ? "does" : "do")
                + " not hold it: add it there before any node uses it, or "
                + "remove it from \(Self.names(halfway.opening))"
        }
        let sealing = keys.filter { !$0.sealing.isEmpty }
        if sealing.count > 1, let behind = sealing.last, let ahead = sealing.first {
            return
                "every node holds each key: go on until all have the same one first; \(ahead.hint) is first at "
                + "\(Self.names(ahead.sealing)), \(behind.hint) at \(Self.names(behind.sealing))"
        }
        let idle = keys.filter { $0.sealing.isEmpty }.map(\.hint)
        return
            "every node holds each key and seals with \(keys[0].hint): to go over to another, move it to the front "
            + "of the files one node after another; or remove \(idle.joined(separator: ", ")), which nothing seals with"
    }

    private static let namesMax = 4

    static func names(_ nodes: [String]) -> String {
        nodes.prefix(namesMax).joined(separator: ", ") + (nodes.count > namesMax ? ", \u{2026}" : "")
    }
}
