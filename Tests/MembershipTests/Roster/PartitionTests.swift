import GossipCore
import Testing

@testable import Membership

@Suite("Rosters under faults")
struct PartitionTests {
    /// What clients were told is true at every node, no number is double and none is missing.
    private func check(_ village: inout Village, clusters: Int) {
        for node in village.rosters.indices {
            guard let picture = village.picture(node) else { continue }
            let shown = picture.fleets.flatMap(\.clusters)
            #expect(shown.count == clusters)
            for fleet in picture.fleets {
                #expect(fleet.clusters.compactMap(\.number?.value) == Array(1...UInt32(fleet.clusters.count)))
            }
            for promise in village.promises {
                let cluster = shown.first { $0.identity == promise.identity }
                #expect(cluster?.number == promise.number)
            }
        }
    }

    @Test("A minority's clusters are pending and visible; healed, all get 1 to n")
    func partition() {
        var village = Village(count: 5, seed: 20)
        village.run(for: .seconds(5))
        village.register(0, "before")
        village.run(for: .seconds(1))
        // The assigner so far is in the minority.
        village.side = [1, 1, 0, 0, 0]
        village.run(for: .seconds(60))
        let ids = (0..<10).map { village.register($0 % 5, "bot-\($0)") }
        village.run(for: .milliseconds(1_100))
        for (index, id) in ids.enumerated() {
            let isMinority = index % 5 < 2
            #expect((village.number(id) == nil) == isMinority)
            if isMinority, case .register(.pending)? = village.answers[id] { continue }
            #expect(!isMinority)
        }
        #expect(village.cluster(0, "bot-0")?.number == nil)
        #expect(village.cluster(0, "bot-0")?.down == nil)
        #expect(village.picture(0)?.status.hasMajority == false)
        #expect(village.picture(2)?.status.hasMajority == true)
        village.side = [0, 0, 0, 0, 0]
        let settled = village.run(atMost: .seconds(10)) { village in
            (0..<5).allSatisfy { node in
                village.picture(node)?.fleets.first?.clusters.compactMap(\.number).count == 11
            }
        }
        #expect(settled)
        check(&village, clusters: 11)
    }

    @Test("Five hundred clusters that register at once at five nodes are numbered 1 to 500 within 5 s")
    func burst() {
        var village = Village(count: 5, seed: 21)
        village.run(for: .seconds(5))
        let ids = (0..<500).map { village.register($0 % 5, "bot-\($0)") }
        let isDone = village.run(atMost: .seconds(5)) { $0.answers.count == ids.count }
        #expect(isDone)
        #expect(ids.compactMap(village.number).sorted() == Array(1...500))
        village.run(for: .seconds(20))
        check(&village, clusters: 500)
    }

    @Test(
        "All killed at once, at any moment, and started again: what was told is still true (INV-15)",
        arguments: 0..<25 as Range<UInt64>)
    func killAll(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var village = Village(count: 3 + random.below(3), seed: seed)
        village.lossPercent = random.below(10)
        village.diskMilliseconds = 1...(2 + random.below(60))
        village.run(for: .seconds(8))
        var clusters = 0
        for _ in 0..<3 {
            for _ in 0..<(3 + random.below(8)) {
                village.register(random.below(village.rosters.count), "bot-\(clusters)")
                clusters += 1
                if random.below(3) == 0 { village.run(for: .milliseconds(random.below(30))) }
            }
            village.run(for: .milliseconds(random.below(250)))
            for node in village.rosters.indices { village.crash(node) }
            village.run(for: .milliseconds(random.below(3_000)))
            for node in village.rosters.indices { village.start(node) }
            village.run(for: .seconds(random.below(8)))
        }
        // The bots whose registration was lost ask again, as their clients do after a 404.
        village.run(for: .seconds(10))
        for cluster in 0..<clusters { village.register(cluster % village.rosters.count, "bot-\(cluster)") }
        village.run(for: .seconds(15))
        check(&village, clusters: clusters)
    }

    @Test(
        "The assigner is killed amid registrations: nothing is lost, nothing is double",
        arguments: 0..<10 as Range<UInt64>)
    func killAssigner(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var village = Village(count: 5, seed: seed &+ 1_000)
        village.run(for: .seconds(5))
        for cluster in 0..<20 {
            village.register(1 + random.below(4), "bot-\(cluster)")
            village.run(for: .milliseconds(random.below(20)))
            if cluster == 10 { village.crash(0) }
        }
        village.run(for: .seconds(40))
        village.start(0)
        village.run(for: .seconds(20))
        check(&village, clusters: 20)
    }

    @Test("No node is told of a number before it is on the disk of the one that gave it")
    func durableBeforeGossip() {
        var village = Village(count: 3, seed: 22)
        village.run(for: .seconds(5))
        village.diskMilliseconds = 300...300
        let id = village.register(0, "bot")
        village.run(for: .milliseconds(290))
        #expect(village.cluster(1, "bot")?.number == nil)
        #expect(village.number(id) == nil)
        // A promise, an acceptance and the home's own entry, each a commit.
        village.run(for: .seconds(4))
        #expect(village.cluster(1, "bot")?.number == ClusterNumber(1))
        #expect(village.cluster(0, "bot")?.number == ClusterNumber(1))
    }

    private func shown(_ picture: FleetPicture?) -> [String] {
        (picture?.fleets ?? []).flatMap { fleet in
            ["\(fleet.name) \(fleet.clustersUp) \(fleet.clustersTotal) \(fleet.rollup)"]
                + fleet.clusters.map { cluster in
                    "\(cluster.number?.value ?? 0) \(cluster.identity) \(cluster.fleet) \(cluster.home) "
                        + "\(cluster.down?.label ?? "up \(cluster.since)") \(cluster.lastSeen) "
                        + "\(cluster.version) \(cluster.metrics) \(cluster.shards)"
                }
        }
    }

    @Test(
        "After cuts, crashes and loss all nodes show one view, every cluster is numbered, no number is double",
        arguments: 0..<25 as Range<UInt64>)
    func convergence(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var village = Village(count: 3 + random.below(4), seed: seed &+ 2_000)
        village.lossPercent = random.below(15)
        village.run(for: .seconds(8))
        let nodes = village.rosters.count
        var clusters = 0
        for _ in 0..<6 {
            for node in 0..<nodes { village.side[node] = random.below(4) == 0 ? 1 : 0 }
            let victim = random.below(nodes)
            for _ in 0..<random.below(12) {
                let node = random.below(nodes)
                if random.below(2) == 0 || clusters == 0 {
                    village.register(node, "bot-\(clusters)", fleet: "fleet-\(clusters % 3)")
                    clusters += 1
                } else {
                    let name = "bot-\(random.below(clusters))"
                    village.beat(node, name, guilds: Double(random.below(100)), shards: 1 + random.below(60))
                }
                village.run(for: .milliseconds(random.below(1_500)))
            }
            if random.below(2) == 0 { village.crash(victim) }
            village.run(for: .seconds(random.below(25)))
            if village.rosters[victim] == nil { village.start(victim) }
        }
        village.side = village.side.map { _ in 0 }
        village.lossPercent = 0
        village.run(for: .seconds(30))
        for cluster in 0..<clusters {
            village.register(cluster % nodes, "bot-\(cluster)", fleet: "fleet-\(cluster % 3)")
            village.beat(cluster % nodes, "bot-\(cluster)", guilds: Double(cluster))
        }
        village.run(for: .seconds(20))
        let first = shown(village.picture(0))
        for node in 1..<nodes { #expect(shown(village.picture(node)) == first) }
        let all = village.picture(0)?.fleets ?? []
        #expect(all.flatMap(\.clusters).count == clusters)
        for fleet in all {
            #expect(fleet.clusters.allSatisfy { $0.number != nil && $0.down == nil })
            #expect(Set(fleet.clusters.compactMap(\.number)).count == fleet.clusters.count)
        }
    }

    @Test("One seed makes one trace (INV-14)")
    func determinism() {
        let traces = (0..<2).map { _ in
            var village = Village(count: 4, seed: 30)
            village.lossPercent = 5
            village.run(for: .seconds(3))
            for cluster in 0..<20 { village.register(cluster % 4, "bot-\(cluster)") }
            village.run(for: .seconds(20))
            return "\(village.answeredAt.sorted { $0.key.number < $1.key.number }) \(village.changes)"
        }
        #expect(traces[0] == traces[1])
    }
}
