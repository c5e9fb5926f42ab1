import Membership

// Whether every shard has a bot, and whether the pool has the size that it needs.
extension Checkup {
    /// Less than this share of the day's identifies is a finding.
    private static let budgetShare = 10

    /// - Parameter refusedConnects: how often this node could not say which shard a bot is to have.
    mutating func examine(_ pools: [PoolSummaryAnswer], refusedConnects: Int) {
        for pool in pools {
            let name = pool.name == ShardApplication.defaultName ? "the pool" : "the pool of \(pool.name)"
            guard let total = pool.totalShards else {
                let isAsked = refusedConnects > 0 || pool.name != ShardApplication.defaultName
                if isAsked { findNoSize(name, pool.name) }
                continue
            }
            facts.append(
                "\(name) has \(Figures.plural(total, "shard", "shards")), \(pool.counts["held"] ?? 0) of them held"
            )
            examineSize(of: pool, name, total)
            examineHolders(of: pool, name)
            examineBudget(of: pool, name, total)
        }
    }

    private mutating func findNoSize(_ name: String, _ application: String) {
        let variable = ShardSettings.botTokenVariables(of: application)[0]
        find(
            "bots ask for shards, and nobody said how many \(name) has",
            "Set --max-shards on the nodes, or give two of them the bot's token in \(variable), so that one asks "
                + "Discord. If they have it, their logs say what Discord answered.")
    }

    private mutating func examineSize(of pool: PoolSummaryAnswer, _ name: String, _ total: Int) {
        if let recommended = pool.recommendedShards, recommended > total {
            find(
                "Discord recommends \(recommended) shards, and \(name) has \(total)",
                pool.source == "setting"
                    ? "Raise --max-shards on all nodes, and start as many bots."
                    : "Start as many bots; the pool follows Discord by itself.")
        } else if pool.shouldGrow == true, let guilds = pool.largestGuildCount {
            find(
                "a shard of \(name) has \(guilds) guilds, and Discord takes \(ShardPool.guildsPerShardMax)",
                "Raise --max-shards to \(pool.wishedShards ?? total + 1) on all nodes, and start as many bots."
            )
        }
    }

    private mutating func examineHolders(of pool: PoolSummaryAnswer, _ name: String) {
        let lost = pool.counts["lost"] ?? 0
        if lost > 0 {
            find(
                "\(Figures.plural(lost, "shard", "shards")) of \(name) "
                    + (lost == 1 ? "is lost with its node" : "are lost with their nodes"),
                "Each is free by itself after --max-seconds and --lease-grace, for any bot that asks.")
        }
        let free = pool.counts["free"] ?? 0
        if free > 0, pool.counts["held"] ?? 0 > 0 {
            find(
                "\(Figures.plural(free, "shard", "shards")) of \(name) "
                    + (free == 1 ? "has no bot" : "have no bots") + ", so the guilds there see none",
                "Start \(Figures.plural(free, "bot", "bots")) more: member-agent shards --free")
        }
    }

    private mutating func examineBudget(of pool: PoolSummaryAnswer, _ name: String, _ total: Int) {
        guard let identify = pool.identify else { return }
        if identify.left < max(total, identify.total / Self.budgetShare) {
            find(
                "\(identify.left) of \(identify.total) identifies of \(name) are left until \(identify.resetAt)",
                "Each start of a bot costs one. Look for a bot that starts again and again; bots are told to wait "
                    + "before the last ones are spent.")
        } else {
            facts.append("\(identify.left) of \(identify.total) identifies of \(name) are left")
        }
    }

    /// Whether all nodes promise the same to bots. Where they do not, nothing is unsafe (docs/shards.md, Terms), but
    /// takeovers are as slow as the slowest, and bots of one node stop sooner than those of another.
    mutating func examineTerms(_ members: [MemberAnswer]) {
        var names: [String: [String]] = [:]
        for member in members where member.state == "alive" || member.state == "suspect" {
            guard let maxSeconds = member.maxSeconds, let leaseGrace = member.leaseGrace else { continue }
            let terms =
                "--max-seconds \(Figures.shortest(maxSeconds)), --lease-grace \(Figures.shortest(leaseGrace))"
            names[terms, default: []].append(member.name)
        }
        guard names.count > 1 else {
            if let terms = names.keys.first { facts.append("nodes that give out shards have \(terms)") }
            return
        }
        // What most have first: the others are likely those that were forgotten.
        let parts = names.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            .map { "\($0.key) at \(Self.list($0.value.sorted()))" }
        find(
            "nodes disagree: " + parts.joined(separator: "; "),
            "Set both alike on all nodes, and restart one after the other those that differ. Until then no shard has "
                + "two bots, but a dead node's shards are free only after the longest.")
    }

    private static func list(_ names: [String]) -> String {
        names.count <= namesMax
            ? names.joined(separator: ", ")
            : names.prefix(namesMax).joined(separator: ", ") + " and \(names.count - namesMax) more"
    }

    private static let namesMax = 8

    /// - Parameter metrics: the text of `/metrics`.
    /// - Returns: how many `/connect` got 503 since the node's start.
    static func refusedConnects(in metrics: String) -> Int {
        let name = "rollcall_http_requests_total{route=\"/connect\",status=\"503\"} "
        let line = metrics.split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Int($0.dropFirst(name.count)) } ?? 0
    }
}
