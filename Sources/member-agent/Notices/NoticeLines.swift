import GossipCore
import Membership

/// Changes in words, a line for those that are alike.
///
/// Of several changes of one cluster's health or of one shard the last alone is told: by the time that the message
/// arrives the others are not true any more.
struct NoticeLines {
    struct Line: Hashable {
        var text: String
        /// Of its newest change.
        var at: WallTime
        /// How many changes it tells.
        var count: Int
    }

    private(set) var lines: [Line] = []

    /// Names in a list; the rest is an ellipsis.
    static let listedMax = 12

    init(_ notices: [Notice]) {
        var groups: [Group: [Notice]] = [:]
        var order: [Group] = []
        for notice in Self.last(of: notices) {
            let group = Group(notice.change)
            if groups[group] == nil { order.append(group) }
            groups[group, default: []].append(notice)
        }
        for group in order {
            guard let members = groups[group], let last = members.last else { continue }
            lines.append(Line(text: group.text(members.map(\.change)), at: last.at, count: members.count))
        }
    }

    private enum Subject: Hashable {
        case number(of: String)
        case health(of: String)
        case shard(Notice.Shard)
    }

    private static func last(of notices: [Notice]) -> [Notice] {
        var seen: Set<Subject> = []
        var kept: [Notice] = []
        for notice in notices.reversed() {
            let subject: Subject =
                switch notice.change {
                case .cluster(let cluster, .numbered): .number(of: cluster.identity)
                case .cluster(let cluster, .up), .cluster(let cluster, .down): .health(of: cluster.identity)
                case .shard(let shard, _): .shard(shard)
                }
            if seen.insert(subject).inserted { kept.append(notice) }
        }
        return kept.reversed()
    }

    /// What makes changes alike.
    private enum Group: Hashable {
        case numbered(fleet: String)
        case up(fleet: String)
        case down(fleet: String, DownReason)
        case held(application: String, home: String)
        case lost(application: String, home: String)
        case free(application: String)

        init(_ change: Notice.Change) {
            switch change {
            case .cluster(let cluster, .numbered): self = .numbered(fleet: cluster.fleet)
            case .cluster(let cluster, .up): self = .up(fleet: cluster.fleet)
            case .cluster(let cluster, .down(let reason)): self = .down(fleet: cluster.fleet, reason)
            case .shard(let shard, .held(let home, _)):
                self = .held(application: shard.application, home: home)
            case .shard(let shard, .lost(let home)): self = .lost(application: shard.application, home: home)
            case .shard(let shard, .free): self = .free(application: shard.application)
            }
        }

        func text(_ changes: [Notice.Change]) -> String {
            switch self {
            case .numbered(let fleet):
                return NoticeLines.text(changes, of: fleet, one: "is new", many: "are new")
            case .up(let fleet):
                return NoticeLines.text(changes, of: fleet, one: "is up again", many: "are up again")
            case .down(let fleet, let reason):
                let label = reason.label
                return NoticeLines.text(
                    changes, of: fleet, one: "is down: \(label)", many: "are down: \(label)")
            case .held(let application, let home):
                let end = "held at \(NoticeLines.quoted(home))"
                return NoticeLines.text(changes, application, one: "is " + end, many: "are " + end)
            case .lost(let application, let home):
                let end = "lost with \(NoticeLines.quoted(home))"
                return NoticeLines.text(changes, application, one: "is " + end, many: "are " + end)
            case .free(let application):
                return NoticeLines.text(changes, application, one: "is free", many: "are free")
            }
        }
    }

    private static func text(_ changes: [Notice.Change], of fleet: String, one: String, many: String)
        -> String
    {
        let clusters = changes.compactMap { change -> Notice.Cluster? in
            if case .cluster(let cluster, _) = change { cluster } else { nil }
        }
        if clusters.count == 1, let only = clusters.first { return "\(name(only)) \(one)" }
        let names = clusters.map { $0.number.map { "#\($0.value)" } ?? quoted($0.identity) }
        return "\(clusters.count) clusters of \(quoted(fleet)) \(many): \(list(names))"
    }

    private static func text(_ changes: [Notice.Change], _ application: String, one: String, many: String)
        -> String
    {
        let shards = changes.compactMap { change -> Int? in
            if case .shard(let shard, _) = change { shard.number } else { nil }
        }.sorted()
        let prefix = application == ShardApplication.defaultName ? "" : quoted(application) + " "
        guard shards.count == 1, let only = shards.first else {
            return "\(shards.count) \(prefix)shards \(many): \(list(ranges(shards)))"
        }
        if case .shard(_, .held(_, let cluster?))? = changes.first {
            return "\(prefix)shard \(only) \(one), by \(name(cluster))"
        }
        return "\(prefix)shard \(only) \(one)"
    }

    private static func name(_ cluster: Notice.Cluster) -> String {
        let identity = quoted(cluster.identity)
        return cluster.number.map { "\(quoted(cluster.fleet)) #\($0.value) (\(identity))" }
            ?? "\(identity) of \(quoted(cluster.fleet))"
    }

    private static func list(_ parts: [String]) -> String {
        parts.prefix(listedMax).joined(separator: ", ") + (parts.count > listedMax ? ", \u{2026}" : "")
    }

    /// - Parameter numbers: in order.
    static func ranges(_ numbers: [Int]) -> [String] {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound + 1 >= number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
    }

    /// A name that came from outside, as code: it formats nothing, links nowhere and mentions nobody.
    static func quoted(_ name: String) -> String {
        let characters = name.unicodeScalars.prefix(64).map { scalar -> Character in
            switch scalar {
            case "`": "'"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: " "
            default: Character(scalar)
            }
        }
        // Discord ends no code at this, but would mention at it elsewhere.
        let text = String(characters).replacing("@", with: "@\u{200B}")
        return "`\(text)`"
    }
}
