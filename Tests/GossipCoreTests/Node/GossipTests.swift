import Testing

@testable import GossipCore

@Suite("Gossip and reconciliation")
struct GossipTests {
    private let key = EntryKey(space: Keyspace(rawValue: 1), bytes: Array("cluster".utf8))

    private func entry(_ number: Int, bytes: Int = 100) -> Entry {
        Entry(
            key: EntryKey(
                space: Keyspace(rawValue: 1), bytes: [UInt8(number & 0xFF), UInt8(number >> 8), 1]),
            stamp: Stamp(ticks: UInt64(1_000 + number), writer: TestFleet.id(1)),
            payload: Array(repeating: 1, count: bytes))
    }

    private func report(_ number: Int, sequence: UInt64 = 1) -> Report {
        Report(
            key: [UInt8(number & 0xFF), UInt8(number >> 8)],
            version: .init(claim: Stamp(ticks: 1, writer: TestFleet.id(0)), sequence: sequence),
            payload: Array(repeating: 2, count: 600))
    }

    @Test("An update is sent lambda * ceil(log10(n + 1)) times and never again (SWIM 4.1)")
    func bound() {
        for (peers, digits) in [(3, 1), (8, 1), (9, 2), (20, 2)] {
            var solo = Solo(peers: peers)
            solo.command(.put(key, payload: [1], token: nil))
            solo.run(for: .seconds(1))
            let sends = solo.sent.filter { !$0.entries.isEmpty }.count
            #expect(sends == Timing.lan.retransmitFactor * digits)
        }
    }

    @Test("News leaves at once to several peers, and travels in answers too")
    func eager() {
        var solo = Solo(peers: 9)
        solo.run(for: .milliseconds(100))
        solo.clear()
        let begin = solo.now
        solo.command(.put(key, payload: [1], token: nil))
        solo.run(for: .milliseconds(1))
        let first = solo.sent.filter { !$0.entries.isEmpty }
        #expect(Set(first.map(\.to)).count == Timing.lan.gossipFanout)
        #expect(first.allSatisfy { $0.at == begin })
        solo.hear([solo.ping(from: 1)], from: 1)
        #expect(solo.sent.last?.ack != nil)
        #expect(solo.sent.last?.entries.count == 1)
    }

    @Test("With nothing to tell there are no gossip rounds: an idle node sends a ping and an ack a period")
    func idle() {
        var fleet = TestFleet(seed: 5)
        for _ in 0..<20 { fleet.start() }
        fleet.run(for: .seconds(10))
        let (packets, bytes) = (fleet.sentPackets, fleet.sentBytes)
        fleet.run(for: .seconds(60))
        #expect(fleet.sentPackets - packets <= 60 * 20 * 2 + 40)
        #expect((fleet.sentBytes - bytes) / 60 / 20 < 300)
    }

    @Test("What a peer told is told on; what is already known is not")
    func passesOn() {
        var solo = Solo(peers: 5)
        solo.hear([.entry(entry(1))], from: 1)
        solo.run(for: .milliseconds(300))
        #expect(solo.sent.contains { !$0.entries.isEmpty })
        solo.clear()
        solo.hear([.entry(entry(1))], from: 2)
        solo.run(for: .milliseconds(300))
        #expect(solo.sent.allSatisfy { $0.entries.isEmpty })
        #expect(solo.events.isEmpty)
    }

    @Test("A joiner does not tell on what it learns of the past")
    func joinerKeepsThePast() {
        var solo = Solo(peers: 5, hasSeeds: true)
        #expect(!solo.node.isSynchronised)
        solo.hear([.entry(entry(1))], from: 1, flags: .reconciliation)
        #expect(solo.node.entry(entry(1).key) != nil)
        solo.run(for: .milliseconds(300))
        #expect(solo.sent.allSatisfy { $0.entries.isEmpty })
    }

    @Test("A put is persisted with its token, which comes back as an event once it is on the disk (INV-15)")
    func persistTokens() {
        var solo = Solo(peers: 0)
        solo.command(.put(key, payload: [1, 2], token: PersistToken(9)))
        let request = solo.persisted.last
        #expect(request?.token == PersistToken(9))
        #expect(solo.node.entry(key)?.payload == [1, 2])
        solo.clear()
        solo.handle(.persisted(PersistToken(9)))
        #expect(solo.events.contains { if case .persisted(PersistToken(9)) = $0 { true } else { false } })
    }

    @Test(
        "In a write-once space the first value stands, and a second put with a token waits for its disk write"
    )
    func writeOnce() {
        var solo = Solo(peers: 0)
        let key = EntryKey(space: Keyspace(rawValue: 129), bytes: [1])
        solo.command(.put(key, payload: [1], token: nil))
        solo.clear()
        solo.command(.put(key, payload: [2], token: nil))
        #expect(solo.node.entry(key)?.payload == [1])
        #expect(solo.persisted.isEmpty && solo.events.isEmpty)
        solo.command(.put(key, payload: [2], token: PersistToken(1)))
        #expect(solo.node.entry(key)?.payload == [1])
        #expect(solo.persisted.map(\.token) == [PersistToken(1)])
        #expect(solo.events.isEmpty)
    }

    @Test("A put with a token is gossiped only once it is on the disk (INV-15)")
    func durableBeforeGossip() {
        var solo = Solo(peers: 3)
        solo.command(.put(key, payload: [1, 2], token: PersistToken(9)))
        solo.run(for: .milliseconds(300))
        #expect(solo.sent.allSatisfy { $0.entries.isEmpty })
        solo.handle(.persisted(PersistToken(9)))
        solo.run(for: .milliseconds(300))
        #expect(solo.sent.contains { $0.entries.contains { $0.payload == [1, 2] } })
    }

    @Test("A later put wins whatever the wall clock did in between")
    func stamps() {
        var solo = Solo(peers: 0, restored: Restored(entries: [entry(1)]))
        let key = entry(1).key
        solo.command(.put(key, payload: [9], token: nil))
        #expect(solo.node.entry(key)?.payload == [9])
        solo.command(.put(key, payload: [8], token: nil))
        #expect(solo.node.entry(key)?.payload == [8])
    }

    @Test(
        "Two nodes that differ in many entries agree after a few periods, within the quota",
        arguments: [30, 2_000])
    func reconciles(count: Int) {
        var fleet = TestFleet(seed: 3)
        fleet.start()
        fleet.start()
        fleet.run(for: .seconds(3))
        fleet.faults.split { $0 }
        fleet.run(for: .seconds(20))
        for number in 0..<count {
            let key = entry(number).key
            fleet.command(number % 2, .put(key, payload: Array(repeating: 1, count: 100), token: nil))
        }
        fleet.run(for: .seconds(5))
        fleet.faults.heal()
        let begin = fleet.sentBytes
        let start = fleet.now
        let took = fleet.run(atMost: .seconds(20)) { $0.isConverged && $0.allSeeAll }
        #expect(took != nil)
        #expect(fleet.nodes[0]?.entryCount == count + 2)
        let seconds = (fleet.now - start).seconds
        let quota = Double(2 * Timing.lan.coldBytesPerSecond) * (seconds + 1)
        #expect(Double(fleet.sentBytes - begin) < quota)
    }

    @Test("What a node sends stays within its quotas, however much there is to tell (INV-11)")
    func quotas() {
        var solo = Solo(peers: 5)
        for second in 0..<5 {
            for number in 0..<1_500 {
                solo.hear([.entry(entry(number + second * 1_500, bytes: 700))], from: 1)
                solo.command(.publish(report(number, sequence: UInt64(second + 1))))
            }
            solo.run(for: .seconds(1))
        }
        let timing = Timing.lan
        let budget = (timing.coldBytesPerSecond + timing.hotBytesPerSecond) * (5 + 1)
        let sent = Int(solo.node.traffic.sentBytes) + 28 * Int(solo.node.traffic.sentDatagrams)
        #expect(sent < budget + 20_000)
        #expect(sent > budget / 2)
        #expect(solo.node.coldQueue.count <= Limits.updatesMax)
        #expect(solo.node.hotQueue.count <= Limits.updatesMax)
    }

    @Test("Reports never keep a suspicion waiting")
    func reportsYield() {
        var solo = Solo(peers: 5)
        for number in 0..<3_000 { solo.command(.publish(report(number))) }
        for number in 0..<3_000 { solo.hear([.entry(entry(number, bytes: 700))], from: 1) }
        solo.run(for: .milliseconds(400))
        solo.clear()
        solo.hear([.suspect(solo.accusation(4, by: 2))], from: 1)
        solo.run(for: .milliseconds(60))
        #expect(solo.sent.flatMap(\.suspicions).contains(solo.accusation(4, by: 2)))
    }

    @Test("Reports reach all nodes, and a newer one takes the older one's place")
    func reports() throws {
        var fleet = TestFleet(seed: 8)
        for _ in 0..<20 { fleet.start() }
        fleet.run(for: .seconds(5))
        fleet.command(3, .publish(report(1)))
        fleet.command(3, .publish(report(1, sequence: 2)))
        let key = report(1).key
        let took = fleet.run(atMost: .seconds(5)) { fleet in
            fleet.living.allSatisfy { fleet.nodes[$0]?.report(key)?.version.sequence == 2 }
        }
        #expect(took != nil)
    }

    @Test("A message of the domain reaches its member once")
    func messages() throws {
        var fleet = TestFleet(seed: 8)
        for _ in 0..<3 { fleet.start() }
        fleet.run(for: .seconds(3))
        fleet.command(0, .send(to: TestFleet.id(2), [1, 2, 3]))
        fleet.run(for: .milliseconds(100))
        let heard = fleet.happenings.filter {
            if case .message(from: TestFleet.id(0), [1, 2, 3]) = $0.event { $0.node == 2 } else { false }
        }
        #expect(heard.count == 1)
    }

    @Test("Datagrams that are damaged, replayed or of another key change nothing and get no answer (INV-9)")
    func dropped() {
        var solo = Solo(peers: 2)
        let fingerprint = solo.node.fingerprint
        var peer = RawPeer(1)
        let good = peer.sealed([
            .ping(Ping(challenge: 1, target: 0, incarnation: Incarnation(1), cold: 0, hot: 0))
        ])
        for index in good.indices {
            var bad = good
            bad[index] ^= 0x40
            bad.withUnsafeMutableBytes { solo.handle(.datagram($0, from: TestFleet.address(1))) }
        }
        for length in 0..<good.count {
            var short = Array(good.prefix(length))
            short.withUnsafeMutableBytes { solo.handle(.datagram($0, from: TestFleet.address(1))) }
        }
        #expect(solo.sent.isEmpty)
        #expect(solo.node.fingerprint == fingerprint)
        #expect(solo.node.traffic.dropped.reduce(0, +) == UInt64(2 * good.count))
        #expect(solo.node.traffic[.forged] > 0)
    }

    @Test("One seed gives one trace, to the byte; another seed gives another (INV-14)")
    func deterministic() {
        func trace(_ seed: UInt64) -> UInt64 {
            var fleet = TestFleet(seed: seed)
            fleet.faults.loss = 0.1
            for _ in 0..<10 { fleet.start() }
            fleet.run(for: .seconds(5))
            for number in 0..<20 {
                fleet.command(number % 10, .put(entry(number).key, payload: [1], token: nil))
            }
            fleet.crash(4)
            fleet.run(for: .seconds(10))
            fleet.start(4)
            fleet.run(for: .seconds(5))
            return fleet.trace
        }
        #expect(trace(1) == trace(1))
        #expect(trace(1) != trace(2))
    }
}
