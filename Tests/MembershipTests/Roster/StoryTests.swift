import GossipCore
import Testing

@testable import Membership

@Suite("A fleet of rosters")
struct StoryTests {
    private func village(_ count: Int, seed: UInt64) -> Village {
        var village = Village(count: count, seed: seed)
        village.run(for: .seconds(5))
        return village
    }

    private func fleets(_ picture: FleetPicture?) -> [String] {
        (picture?.fleets ?? []).map { fleet in
            fleet.name + " \(fleet.clustersUp)/\(fleet.clustersTotal) \(fleet.rollup.guilds):"
                + fleet.clusters.map { cluster in
                    " #\(cluster.number?.value ?? 0) \(cluster.identity) \(cluster.down?.label ?? "up") "
                        + "\(cluster.lastSeen.milliseconds) \(cluster.metrics.guilds) \(cluster.shards.count)"
                }.joined()
        }
    }

    @Test(
        "asia #1, #2, #3: one dies and keeps its number, a new one gets the next, the old one reclaims its own"
    )
    func story() throws {
        var village = village(3, seed: 1)
        for (node, name) in ["a", "b", "c"].enumerated() {
            let id = village.register(node, name)
            #expect(village.run(atMost: .seconds(1)) { $0.number(id) == UInt32(node) + 1 })
        }
        // b falls silent, the others beat.
        for _ in 0..<4 {
            village.run(for: .seconds(15))
            village.beat(0, "a", guilds: 10)
            village.beat(2, "c", guilds: 32)
        }
        village.run(for: .seconds(3))
        for node in 0..<3 {
            #expect(village.cluster(node, "b")?.down == .missedBeats)
            #expect(village.cluster(node, "b")?.number == ClusterNumber(2))
            let shown = village.picture(node)
            let picture = try #require(shown)
            #expect(picture.fleets[0].clustersUp == 2)
            #expect(picture.fleets[0].clustersTotal == 3)
            #expect(picture.global.guilds == 42)
        }
        let next = village.register(1, "d")
        village.run(for: .seconds(1))
        #expect(village.number(next) == 4)
        let back = village.register(2, "b")
        village.run(for: .seconds(1))
        #expect(village.number(back) == 2)
        village.run(for: .seconds(2))
        let shown = fleets(village.picture(0))
        #expect(fleets(village.picture(1)) == shown)
        #expect(fleets(village.picture(2)) == shown)
        #expect(village.cluster(0, "b")?.down == nil)
    }

    @Test("An identity that moves to another fleet is numbered there, and finds its old number on its return")
    func move() {
        var village = village(3, seed: 2)
        village.register(0, "first")
        village.run(for: .seconds(1))
        let here = village.register(1, "mover")
        village.run(for: .seconds(1))
        let there = village.register(1, "mover", fleet: "us")
        village.run(for: .seconds(1))
        let other = village.register(2, "other")
        village.run(for: .seconds(1))
        let back = village.register(2, "mover")
        village.run(for: .seconds(1))
        #expect([here, there, other, back].map(village.number) == [2, 1, 3, 2])
        #expect(village.picture(0)?.fleets.map(\.name) == ["asia"])
    }

    @Test("Registrations of one identity at one time share one decision and one lease")
    func concurrent() {
        var village = village(3, seed: 3)
        let ids = (0..<5).map { _ in village.register(1, "same") }
        village.run(for: .seconds(1))
        #expect(ids.allSatisfy { village.answers[$0] == village.answers[ids[0]] })
        #expect(village.number(ids[0]) == 1)
        // At three nodes at once, too, it is one number.
        let spread = (0..<3).map { village.register($0, "spread") }
        village.run(for: .seconds(2))
        #expect(spread.map(village.number) == [2, 2, 2])
    }

    @Test("A slow disk is waited for, each registration for its own second")
    func slowDisk() {
        var village = village(1, seed: 17)
        let first = village.register(0, "bot")
        village.run(for: .milliseconds(900))
        #expect(village.number(first) == 1)
        village.diskMilliseconds = 700...700
        let second = village.register(0, "bot")
        village.run(for: .milliseconds(690))
        #expect(village.answers[second] == nil)
        village.run(for: .milliseconds(100))
        #expect(village.number(second) == 1)
        // Later than that it is pending, but never before the registration is on the disk.
        village.diskMilliseconds = 1_500...1_500
        let third = village.register(0, "other")
        village.run(for: .milliseconds(1_490))
        #expect(village.answers[third] == nil)
        village.run(for: .milliseconds(200))
        #expect(village.answers[third] != nil)
    }

    @Test("A disk that takes nothing is waited for in bounds; who asks again finds what is on its way")
    func stuckDisk() {
        var village = village(1, seed: 18)
        village.run(for: .seconds(1))
        village.diskMilliseconds = 20_000...20_000
        let ids = (0..<3).map { _ in
            let id = village.register(0, "bot")
            village.run(for: .milliseconds(6_100))
            return id
        }
        // One second for the number and five for the disk, then five for each who asks again.
        #expect(village.answers[ids[0]] == .register(.notDurable))
        #expect(village.answers[ids[1]] == .register(.notDurable))
        #expect(village.beat(0, "bot") == .heartbeat(.accepted))
        let last = village.register(0, "bot")
        village.run(for: .milliseconds(2_500))
        guard case .register(.pending(let lease))? = village.answers[last] else {
            Issue.record("the registration is on the disk, and nobody said so")
            return
        }
        #expect(village.leases["bot"] == lease)
        #expect(village.answers.count == 5)
    }

    @Test("A beat of an unknown identity is told so, and NFC and NFD are two identities")
    func unknown() {
        var village = village(1, seed: 4)
        village.register(0, "caf\u{E9}")
        village.run(for: .seconds(1))
        #expect(village.beat(0, "caf\u{E9}") == .heartbeat(.accepted))
        #expect(village.beat(0, "cafe\u{301}") == .heartbeat(.unknownIdentity))
        #expect(village.beat(0, "") == .heartbeat(.unknownIdentity))
        village.register(0, "cafe\u{301}")
        village.run(for: .seconds(1))
        #expect(village.picture(0)?.fleets[0].clusters.compactMap(\.number?.value) == [1, 2])
    }

    @Test("A beat at another node moves the home there, and the former home no longer judges")
    func moveOfHome() {
        var village = village(3, seed: 5)
        village.register(0, "bot")
        village.run(for: .seconds(1))
        for _ in 0..<8 {
            village.run(for: .seconds(15))
            village.beat(2, "bot", guilds: 7)
        }
        village.run(for: .seconds(2))
        for node in 0..<3 {
            #expect(village.cluster(node, "bot")?.home == Village.id(2))
            #expect(village.cluster(node, "bot")?.down == nil)
            #expect(village.cluster(node, "bot")?.metrics.guilds == 7)
            #expect(village.cluster(node, "bot")?.shards.map(\.id) == ["0"])
            // One point for each interval, at every node, though nobody looked.
            #expect((7...8).contains(village.cluster(node, "bot")?.history.count ?? 0))
        }
    }

    @Test("The clusters of a dead home are down at once and everywhere, and up again by a beat elsewhere")
    func deadHome() {
        var village = village(3, seed: 6)
        village.register(2, "bot")
        village.run(for: .seconds(2))
        village.beat(2, "bot", guilds: 5)
        village.run(for: .seconds(2))
        village.crash(2)
        #expect(village.run(atMost: .seconds(20)) { $0.cluster(0, "bot")?.down == .nodeDead })
        #expect(village.run(atMost: .seconds(5)) { $0.cluster(1, "bot")?.down == .nodeDead })
        #expect(village.picture(0)?.global.guilds == 0)
        village.beat(1, "bot")
        village.run(for: .seconds(1))
        #expect(village.cluster(0, "bot")?.down == nil)
        #expect(village.cluster(0, "bot")?.number == ClusterNumber(1))
        // A beat without a snapshot keeps the former report.
        #expect(village.cluster(0, "bot")?.metrics.guilds == 5)
    }

    @Test("A home that restarts gives its clusters one full time to live, then calls them down")
    func restartedHome() {
        var village = village(3, seed: 7)
        village.register(2, "bot")
        village.run(for: .seconds(2))
        village.crash(2)
        village.start(2)
        village.run(for: .seconds(40))
        #expect(village.cluster(0, "bot")?.down == nil)
        village.run(for: .seconds(10))
        #expect(village.cluster(0, "bot")?.down == .missedBeats)
        // Its reports count from 1 again and are taken all the same.
        village.beat(2, "bot", guilds: 9)
        village.run(for: .seconds(2))
        #expect(village.cluster(0, "bot")?.metrics.guilds == 9)
        #expect(village.cluster(0, "bot")?.down == nil)
    }

    @Test("A home that was cut off when its cluster moved does not keep down what beats elsewhere")
    func contradiction() {
        var village = village(3, seed: 13)
        village.register(2, "bot")
        village.run(for: .seconds(2))
        village.side = [0, 0, 1]
        for _ in 0..<6 {
            village.run(for: .seconds(15))
            village.beat(0, "bot", guilds: 1)
        }
        #expect(village.cluster(2, "bot")?.down == .missedBeats)
        village.side = [0, 0, 0]
        let isUp = village.run(atMost: .seconds(8)) { village in
            (0..<3).allSatisfy { node in
                let cluster = village.cluster(node, "bot")
                return cluster?.home == Village.id(0) && cluster?.down == nil
            }
        }
        #expect(isUp)
    }

    @Test("A report of many pages arrives whole, and the shards of the former one go")
    func pages() {
        var village = village(2, seed: 14)
        village.register(0, "bot")
        village.run(for: .seconds(1))
        for count in [200, 90, 3] {
            village.run(for: .seconds(30))
            village.beat(0, "bot", guilds: Double(count), shards: count)
            village.run(for: .seconds(5))
            for node in 0..<2 {
                #expect(village.cluster(node, "bot")?.shards.count == count)
                #expect(village.cluster(node, "bot")?.metrics.guilds == Double(count))
            }
        }
        #expect(village.cluster(1, "bot")?.history.count == 3)
    }

    @Test("The clusters of a node that left are down for that reason")
    func leftHome() {
        var village = village(3, seed: 8)
        village.register(2, "bot")
        village.run(for: .seconds(2))
        village.leave(2)
        village.run(for: .seconds(3))
        #expect(village.cluster(0, "bot")?.down == .left)
        #expect(village.cluster(1, "bot")?.down == .left)
        #expect(village.changes.contains { if case .left = $0.change { $0.node == 2 } else { false } })
    }

    @Test("Two pictures share the clusters that did not change, and the version rises only with a change")
    func sharing() {
        var village = village(1, seed: 15)
        for cluster in 0..<50 { village.register(0, "bot-\(cluster)") }
        village.run(for: .seconds(1))
        let first = village.picture(0)
        let again = village.picture(0)
        #expect(first?.version == again?.version)
        village.beat(0, "bot-7", guilds: 4)
        let second = village.picture(0)
        #expect((second?.version ?? 0) > (first?.version ?? 0))
        for (one, other) in zip(first?.fleets[0].clusters ?? [], second?.fleets[0].clusters ?? []) {
            #expect((one === other) == (one.identity != "bot-7"))
        }
        #expect(second?.fleets[0].clusters[7].metrics.guilds == 4)
        #expect(first?.fleets[0].clusters[7].metrics.guilds == 0)
    }

    @Test("A hasty bot is published twice at once, then once an interval, and its newest report is not lost")
    func pace() {
        var village = village(2, seed: 16)
        village.register(0, "bot")
        village.run(for: .seconds(1))
        for second in 1...10 {
            village.beat(0, "bot", guilds: Double(second))
            village.run(for: .seconds(1))
        }
        #expect(village.cluster(1, "bot")?.metrics.guilds == 2)
        village.run(for: .seconds(15))
        #expect(village.cluster(1, "bot")?.metrics.guilds == 10)
        #expect(village.cluster(0, "bot")?.metrics.guilds == 10)
    }

    @Test("The dead and the left can be forgotten, the living and the unknown cannot")
    func forget() {
        var village = village(3, seed: 9)
        #expect(village.forget(0, "node-2") == .forget(.stillAlive))
        #expect(village.forget(0, "node-0") == .forget(.stillAlive))
        #expect(village.forget(0, "nobody") == .forget(.noSuchMember))
        village.crash(2)
        village.run(for: .seconds(20))
        #expect(village.forget(0, "node-2") == .forget(.forgotten))
        village.run(for: .seconds(2))
        #expect(village.picture(1)?.members.map(\.record.name).sorted() == ["node-0", "node-1"])
    }

    @Test("Registrations beyond the cap are refused, known identities are not")
    func cap() {
        var settings = Settings()
        settings.clustersMax = 2
        var village = Village(count: 1, seed: 10, settings: settings)
        let ids = ["a", "b", "c", "a"].map { name in
            defer { village.run(for: .seconds(1)) }
            return village.register(0, name)
        }
        village.run(for: .seconds(1))
        #expect(ids.map(village.number) == [1, 2, nil, 1])
        #expect(village.answers[ids[2]] == .register(.capReached))
    }

    @Test("With leases required, only the holder of a lease registers and beats for an identity")
    func leases() throws {
        var settings = Settings()
        settings.requireLease = true
        var village = Village(count: 2, seed: 11, settings: settings)
        village.run(for: .seconds(4))
        village.register(0, "bot")
        village.run(for: .seconds(1))
        let first = try #require(village.leases["bot"])
        #expect(first.utf8.count == 43)
        #expect(village.beat(1, "bot", lease: first) == .heartbeat(.accepted))
        #expect(village.beat(1, "bot", lease: "wrong") == .heartbeat(.leasedToAnother))
        #expect(village.beat(1, "bot") == .heartbeat(.leasedToAnother))
        let thief = village.register(1, "bot", lease: "wrong")
        village.run(for: .seconds(1))
        #expect(village.answers[thief] == .register(.leasedToAnother))
        // The answer to the second registration is lost; the third presents the first lease again.
        village.register(1, "bot", lease: first)
        village.run(for: .seconds(1))
        let third = village.register(0, "bot", lease: first)
        village.run(for: .seconds(1))
        #expect(village.number(third) == 1)
        let fourth = village.register(0, "bot", lease: first)
        village.run(for: .seconds(1))
        #expect(village.answers[fourth] == .register(.leasedToAnother))
    }

    @Test("The map holds no lease, only its hash")
    func leaseHash() throws {
        var village = village(2, seed: 12)
        village.register(0, "bot")
        village.run(for: .seconds(2))
        let lease = try #require(village.leases["bot"])
        let key = try RegistrationEntry.key(of: #require(ClusterIdentity("bot")))
        let entry = try #require(village.rosters[1]?.node.entry(key))
        let secret = Array(lease.utf8)
        let found = entry.payload.indices.contains { entry.payload[$0...].starts(with: secret) }
        #expect(!found)
        #expect(RegistrationEntry(decoding: entry.payload)?.leases?.current == LeaseHashes.hash(lease))
    }
}
