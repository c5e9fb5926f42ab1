import GossipCore
import Membership

/// What two hosts hold differently of the cold plane, for the report of a failure.
enum ItemsThatDiffer {
    private static let shownMax = 6

    /// Of the first running hosts whose planes differ.
    static func text(in world: borrowing World) -> [String] {
        let running = world.hosts.filter(\.isUp)
        guard let first = running.first,
            let other = running.first(where: { $0.fingerprint != first.fingerprint })
        else { return [] }
        return text(first, other)
    }

    /// Up to six items, and what each host takes for the voters.
    private static func text(_ left: Host, _ right: Host) -> [String] {
        guard let one = left.process?.roster.node, let other = right.process?.roster.node else { return [] }
        let (mine, theirs) = (items(of: one), items(of: other))
        let names = Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }.sorted()
        var lines = names.prefix(shownMax).map { name in
            "\(name): host \(left.index) \(mine[name] ?? "lacks it"), host \(right.index) "
                + (theirs[name] ?? "lacks it")
        }
        if names.count > shownMax { lines.append("and \(names.count - shownMax) items more") }
        lines.append("host \(left.index) votes \(status(of: one)), host \(right.index) \(status(of: other))")
        return lines
    }

    private static func status(of node: borrowing Node) -> String {
        let status = node.voting
        let lineage = status.lineage.map { String($0.high, radix: 16) } ?? "nowhere"
        let quarrel = status.quarrel == nil ? "" : ", quarrels"
        return "in \(lineage), epoch \(status.epoch?.number ?? 0), \(status.voters.count) voters\(quarrel)"
    }

    private static func items(of node: borrowing Node) -> [String: String] {
        var items: [String: String] = [:]
        for member in node.members {
            let state = member.record.state == .suspect ? .alive : member.record.state
            items["member \(member.record.id)"] = "\(state)(\(member.record.incarnation.number))"
        }
        for space in UInt8.min...UInt8.max {
            for entry in node.entries(in: Keyspace(rawValue: space)) {
                let key = entry.key.bytes.map { $0 >= 32 && $0 < 127 ? String(UnicodeScalar($0)) : "." }
                let digest = Trace.digest(of: entry.payload[...])
                items["entry \(space) \(key.joined()) \(Trace.digest(of: entry.key.bytes[...]) & 0xFFFF)"] =
                    "\(entry.stamp.ticks >> 16) \(entry.stamp.writer) \(String(digest & 0xFFFF, radix: 16))"
            }
        }
        return items
    }
}

extension Host {
    fileprivate var fingerprint: UInt64? { process?.roster.node.fingerprint }
}
