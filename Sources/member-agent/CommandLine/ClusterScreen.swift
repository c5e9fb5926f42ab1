/// The clusters of a fleet as lines: how many are well, then one line each.
struct ClusterScreen {
    /// Which clusters are shown.
    struct Selection {
        var fleet: String?
        var onlyTroubled = false
    }

    /// As on the page: each cluster is in one of them. The raw value is the rank by which they are sorted.
    private enum State: Int {
        case down, doubted, pending, up
    }

    private struct Row {
        var cluster: ClusterAnswer
        var fleet: String
        var state: State
    }

    private let rows: [Row]
    private let fleets: Int
    private let moment: Moment
    private let selection: Selection

    init(_ answer: FleetsAnswer, _ members: [MemberAnswer], _ selection: Selection) {
        let suspects = Set(members.filter { $0.state == "suspect" }.map(\.name))
        let chosen = answer.fleets.filter { selection.fleet == nil || $0.name == selection.fleet }
        fleets = chosen.count
        rows = chosen.flatMap { fleet in
            fleet.clusters.map { Row(cluster: $0, fleet: fleet.name, state: Self.state(of: $0, suspects)) }
        }
        moment = Moment(generatedAt: answer.generatedAt)
        self.selection = selection
    }

    private static func state(of cluster: ClusterAnswer, _ suspects: Set<String>) -> State {
        if cluster.status == "down" { return .down }
        if cluster.number == nil { return .pending }
        return suspects.contains(cluster.home ?? "") ? .doubted : .up
    }

    func screen(worstFirst: Bool) -> Screen {
        guard !rows.isEmpty else {
            let nobody = selection.fleet.map { "No cluster is in a fleet called \($0)." }
            return Screen([TerminalText(nobody ?? "No cluster has registered yet.")])
        }
        var shown = rows
        if selection.onlyTroubled { shown.removeAll { $0.state == .up } }
        if worstFirst {
            // By hand, because `sort` does not promise to leave equals in their order.
            let ranked = shown.enumerated().sorted {
                ($0.element.state.rawValue, $0.offset) < ($1.element.state.rawValue, $1.offset)
            }
            shown = ranked.map(\.element)
        }
        guard !shown.isEmpty else { return Screen([headline]) }
        var table = TextTable([
            "CLUSTER", "STATE", .figures("FOR"), "IDENTITY", "NODE", .figures("LATENCY"), .figures("SHARDS"),
            .figures("GUILDS"), .figures("ERRORS"), .figures("SEEN"),
        ])
        for row in shown { table.add(cells(row)) }
        return Screen([headline, TerminalText()] + table.lines)
    }

    private var headline: TerminalText {
        let count = { state in rows.count { $0.state == state } }
        let (down, doubted, pending) = (count(.down), count(.doubted), count(.pending))
        let all = Figures.plural(rows.count, "cluster", "clusters")
        let place = " in " + Figures.plural(fleets, "fleet", "fleets")
        let waiting = pending > 0 ? TerminalText(" \(pending) without a number.", .doubtful) : TerminalText()
        if down > 0 {
            return TerminalText("\(down) of \(all)\(place) \(down == 1 ? "is" : "are") down.", .bad) + waiting
        }
        if doubted > 0 {
            let are = doubted == 1 ? "is" : "are"
            return TerminalText("\(doubted) of \(all)\(place) \(are) in doubt.", .doubtful) + waiting
        }
        return TerminalText(
            rows.count == 1 ? "The only cluster is up." : "All \(all)\(place) are up.", .good) + waiting
    }

    private func cells(_ row: Row) -> [TerminalText] {
        let cluster = row.cluster
        let (word, tone): (String, TerminalText.Tone) =
            switch row.state {
            case .down: (cluster.downReason.map { "down: \($0)" } ?? "down", .bad)
            case .doubted: ("in doubt", .doubtful)
            case .pending: ("up, no number: \(cluster.pendingReason ?? "deciding")", .doubtful)
            case .up: ("up", .good)
            }
        /// What it said; the last words of one that is down are marked as such.
        func said(_ text: String) -> TerminalText {
            row.state == .down ? TerminalText("(\(text))", .faint) : TerminalText(text)
        }
        let shards = cluster.shards ?? []
        let shardsUp = shards.count { $0.status == "up" }
        return [
            TerminalText("\(row.fleet) " + (cluster.number.map { "#\($0)" } ?? "(none)"), .strong),
            TerminalText(word, tone), TerminalText(moment.age(of: cluster.since)),
            TerminalText(cluster.identity), TerminalText(cluster.home ?? "-"),
            said(Figures.duration(cluster.metrics.latencySeconds)),
            said(shardsUp == shards.count ? "\(shardsUp)" : "\(shardsUp)/\(shards.count)"),
            said(Figures.count(cluster.metrics.guilds)), said(Figures.percent(cluster.metrics.errorRate)),
            TerminalText(moment.age(of: cluster.lastSeen)),
        ]
    }
}
