/// The pools of shards as lines: how each stands, then a line for each shard.
struct ShardsScreen {
    /// Which shards are shown.
    struct Selection {
        var application: String?
        /// nil: all, the free ones in one line.
        var states: Set<PoolShardAnswer.State>?
    }

    private typealias State = PoolShardAnswer.State

    private let pools: [PoolAnswer]
    private let moment: Moment
    private let selection: Selection

    init(_ answer: ShardsAnswer, _ selection: Selection) {
        pools = answer.applications.filter {
            selection.application == nil || $0.name == selection.application
        }
        moment = Moment(generatedAt: answer.generatedAt)
        self.selection = selection
    }

    /// - Parameter worstFirst: lost shards first, since a window may not hold all.
    func screen(worstFirst: Bool) -> Screen {
        guard !pools.isEmpty else {
            let unknown = selection.application.map { "This node serves no application called \($0)." }
            return Screen([
                TerminalText(unknown ?? "This node gives out no shards; `run` does with --shard-secret.")
            ])
        }
        var lines: [TerminalText] = []
        for pool in pools {
            if !lines.isEmpty { lines.append(TerminalText()) }
            if pools.count > 1 { lines.append(TerminalText(pool.name, .strong)) }
            lines += Self.head(pool, moment, namesFree: selection.states == nil)
            let table = table(of: pool, worstFirst: worstFirst)
            if !table.isEmpty { lines += [TerminalText()] + table }
        }
        return Screen(lines)
    }

    // How a pool stands.

    private static func head(_ pool: PoolAnswer, _ moment: Moment, namesFree: Bool) -> [TerminalText] {
        var lines = [headline(pool)]
        if let identify = pool.identify {
            let tone: TerminalText.Tone =
                identify.left == 0 ? .bad : identify.left * 10 < identify.total ? .doubtful : .plain
            lines.append(
                TerminalText("\(identify.left) of \(identify.total) identifies left", tone)
                    + TerminalText(", counted anew in \(moment.time(until: identify.resetAt))."))
        }
        if pool.shouldGrow == true, let total = pool.totalShards, let wished = pool.wishedShards {
            lines.append(
                TerminalText("The pool should grow from \(total) to \(wished) shards: ", .doubtful)
                    + TerminalText(reasons(pool, total)))
        }
        let free = Self.free(in: pool)
        if namesFree, !free.isEmpty { lines.append(TerminalText("Free: " + stretches(of: free) + ".")) }
        return lines
    }

    private static func reasons(_ pool: PoolAnswer, _ total: Int) -> String {
        var reasons: [String] = []
        if let recommended = pool.recommendedShards, recommended > total {
            reasons.append("Discord recommends \(recommended)")
        }
        if let largest = pool.largestGuildCount, largest > 2_000 {
            reasons.append("the fullest has \(largest) guilds of 2500")
        }
        return reasons.isEmpty ? "its node says so." : reasons.joined(separator: ", ") + "."
    }

    private static func headline(_ pool: PoolAnswer) -> TerminalText {
        guard let total = pool.totalShards else {
            return TerminalText("The size of the pool is not known: set --max-shards or BOT_TOKEN.", .bad)
        }
        let wrong: [(count: Int, word: String)] = [
            (pool.shards.count { $0.state == .lost }, "lost"), (free(in: pool).count, "free"),
            (pool.shards.count { $0.state == .grace }, "in grace"),
        ].filter { $0.0 > 0 }
        let all = Figures.plural(total, "shard", "shards")
        var line = TerminalText(total == 1 ? "The only shard is held." : "All \(all) are held.", .good)
        if !wrong.isEmpty {
            let parts = wrong.enumerated().map { index, it in
                "\(it.count) \(index == 0 ? "of \(all) " : "")\(it.count == 1 ? "is" : "are") \(it.word)"
            }
            line = TerminalText(
                parts.joined(separator: ", ") + ".", wrong[0].word == "lost" ? .bad : .doubtful)
        }
        let stuck = TerminalText(" No majority of the voters is in reach: none can be given.", .bad)
        return pool.hasMajority == false ? line + stuck : line
    }

    /// Far over `PoolSize.shardsMax`: what a node says is not counted beyond it.
    private static let shardsMax = 1 << 20

    /// Shards of the pool that no session has, in order.
    private static func free(in pool: PoolAnswer) -> [Int] {
        let taken = Set(pool.shards.lazy.filter { $0.state != .free }.map(\.shard))
        return (0..<max(0, min(pool.totalShards ?? 0, shardsMax))).filter { !taken.contains($0) }
    }

    /// `3, 7 to 9, 12`.
    static func stretches(of shards: [Int]) -> String {
        var stretches: [ClosedRange<Int>] = []
        for shard in shards {
            if let last = stretches.last, last.upperBound == shard - 1 {
                stretches[stretches.count - 1] = last.lowerBound...shard
            } else {
                stretches.append(shard...shard)
            }
        }
        return stretches.map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)"
        }.joined(separator: ", ")
    }

    // Shard by shard.

    private func table(of pool: PoolAnswer, worstFirst: Bool) -> [TerminalText] {
        var shown = pool.shards.filter { $0.state != .free }
        if let states = selection.states {
            if states.contains(.free) { shown += Self.free(in: pool).map { .free($0) } }
            shown = shown.filter { states.contains($0.state) }
        }
        let rank = { (it: PoolShardAnswer) in worstFirst ? State.allCases.firstIndex(of: it.state) ?? 0 : 0 }
        shown.sort { (rank($0), $0.shard) < (rank($1), $1.shard) }
        guard !shown.isEmpty else { return [] }
        var table = TextTable([
            .figures("SHARD"), "STATE", "HELD BY", "NODE", .figures("LEFT"), .figures("GUILDS"),
            .figures("LATENCY"),
        ])
        for shard in shown { table.add(Self.cells(shard)) }
        return table.lines
    }

    private static func cells(_ it: PoolShardAnswer) -> [TerminalText] {
        let (word, tone): (String, TerminalText.Tone) =
            switch it.state {
            case .held: ("held", .good)
            case .grace: ("in grace", .doubtful)
            case .lost: ("lost", .bad)
            case .free: ("free", .doubtful)
            }
        let cluster = it.identity.map { identity in
            it.fleet.map { "\($0) " + (it.number.map { "#\($0)" } ?? identity) } ?? identity
        }
        return [
            TerminalText(String(it.shard), .strong), TerminalText(word, tone), TerminalText(cluster ?? "-"),
            TerminalText(it.holder ?? "-"), TerminalText(it.secondsLeft.map { Figures.age($0) } ?? "-"),
            TerminalText(it.guilds.map { Figures.count($0) } ?? "-"),
            TerminalText(it.latencySeconds.map { Figures.duration($0) } ?? "-"),
        ]
    }
}
