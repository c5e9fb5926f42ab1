// Which clusters are down, and which have no number.
extension Checkup {
    /// More than this many alike in one fleet are one finding.
    private static let alikeMax = 3

    mutating func examine(_ answer: FleetsAnswer) {
        let moment = Moment(generatedAt: answer.generatedAt)
        for fleet in answer.fleets {
            let down = Dictionary(grouping: fleet.clusters.filter { $0.status == "down" }) {
                $0.downReason ?? "no reason given"
            }
            for (reason, clusters) in down.sorted(by: { $0.key < $1.key }) {
                findDown(clusters, of: fleet.name, reason, moment)
            }
            let waiting = Dictionary(grouping: fleet.clusters.filter { $0.number == nil }) {
                $0.pendingReason ?? "deciding"
            }
            for (reason, clusters) in waiting.sorted(by: { $0.key < $1.key }) {
                findPending(clusters, of: fleet.name, reason)
            }
        }
        let total = answer.fleets.reduce(0) { $0 + $1.clusters.count }
        facts.append(
            "it knows \(Figures.plural(total, "cluster", "clusters")) in "
                + Figures.plural(answer.fleets.count, "fleet", "fleets"))
    }

    private mutating func findDown(
        _ clusters: [ClusterAnswer], of fleet: String, _ reason: String, _ moment: Moment
    ) {
        let remedy =
            switch reason {
            case "node dead":
                "Its node is gone: start that again, or let the bot beat at another node. The number is kept."
            case "left": "Its node left: let the bot beat at another node. The number is kept."
            default:
                "Look at the bot's process and its log: it stopped beating. The number is kept; the next beat brings "
                    + "it up."
            }
        guard clusters.count > Self.alikeMax else {
            for cluster in clusters {
                let name = cluster.number.map { "\(fleet) #\($0)" } ?? fleet
                let seen = cluster.lastSeen.map { ", last seen \(moment.age(of: $0)) ago" } ?? ""
                let home = cluster.home.map { " at \($0)" } ?? ""
                find("cluster \(name) (\(cluster.identity)) is down: \(reason)\(seen)\(home)", remedy)
            }
            return
        }
        let names = clusters.prefix(Self.alikeMax).map { $0.number.map { "#\($0)" } ?? $0.identity }
        find(
            "\(clusters.count) clusters of \(fleet) are down: \(reason) (\(names.joined(separator: ", ")), \u{2026})",
            remedy + " All of them: member-agent view --fleet \(fleet) --down")
    }

    private mutating func findPending(_ clusters: [ClusterAnswer], of fleet: String, _ reason: String) {
        let remedy = Self.remedy(pending: reason)
        guard clusters.count > Self.alikeMax else {
            for cluster in clusters {
                find("cluster \(cluster.identity) in \(fleet) has no number yet: \(reason)", remedy)
            }
            return
        }
        find("\(clusters.count) clusters of \(fleet) have no number yet: \(reason)", remedy)
    }

    /// - Parameter reason: as in `PendingReason.label`.
    private static func remedy(pending reason: String) -> String {
        switch reason {
        case "deciding": "Ask again in a few seconds."
        case "voters full":
            "The voters hold as many registers as they may; the fleet has outgrown this version's limit."
        case "damaged roll":
            "A voter's disk went back in time or was damaged; look at the voters' logs before anything else."
        default: "Numbers need a majority of the voters; look at what is said of them above."
        }
    }
}
