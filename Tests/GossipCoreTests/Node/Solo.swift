import Testing

@testable import GossipCore

/// One real node among peers that the test plays. Node 0 is the real one.
struct Solo {
    struct Sent {
        var at: Instant
        var to: Int
        var records: [Record]
    }

    private(set) var node: Node
    private(set) var now = Instant(nanoseconds: 1_000_000_000)
    private(set) var sent: [Sent] = []
    private(set) var events: [Event] = []
    private(set) var persisted: [PersistRequest] = []
    var peers: [RawPeer] = []
    private var outbox = Outbox()

    /// - Parameter peers: how many others, all known as alive and numbered from 1.
    init(
        peers count: Int, timing: Timing = .lan, seed: UInt64 = 1, incarnation: UInt64 = 1,
        restored: Restored = Restored(), hasSeeds: Bool = false
    ) {
        node = Node(
            configuration: Configuration(
                id: TestFleet.id(0), name: "node-0", region: "default", gossip: TestFleet.address(0),
                http: nil,
                boot: BootID(high: 1, low: 1), incarnation: Incarnation(incarnation), timing: timing,
                keyring: TestFleet.keyring, hasSeeds: hasSeeds, seed: seed),
            restored: restored, now: now)
        if count > 0 {
            peers = (1...count).map { RawPeer($0) }
            for peer in peers { hear([.member(peer.record)], from: peer.number) }
        }
        settle()
    }

    var wall: WallTime { WallTime(milliseconds: wallOrigin + now.nanoseconds / 1_000_000) }
    /// What the node's wall clock said when its monotonic one was zero.
    var wallOrigin: UInt64 = 1_700_000_000_000

    /// Lets all first news leave, so that what follows stands alone.
    mutating func settle() {
        while node.schedule[.coldGossip] != nil, let deadline = node.schedule[.coldGossip] {
            now = max(now, deadline)
            handle(.wake)
        }
        clear()
    }

    mutating func clear() {
        sent = []
        events = []
        persisted = []
    }

    mutating func handle(_ input: Input) {
        outbox.removeAll()
        node.handle(input, at: now, wall: wall, into: &outbox)
        for datagram in outbox.datagrams {
            guard let to = TestFleet.node(datagram.to) else { continue }
            let bytes = Array(outbox.bytes[datagram.range])
            var records: [Record] = []
            if let index = peers.firstIndex(where: { $0.number == to }) {
                records = (try? peers[index].opened(bytes)) ?? []
            }
            sent.append(Sent(at: now, to: to, records: records))
        }
        events += outbox.events
        persisted += outbox.persist
    }

    mutating func hear(_ records: [Record], from number: Int, flags: PrologueFlags = []) {
        guard let index = peers.firstIndex(where: { $0.number == number }) else {
            Issue.record("no peer \(number)")
            return
        }
        var bytes = peers[index].sealed(records, flags: flags)
        let source = peers[index].address
        bytes.withUnsafeMutableBytes { handle(.datagram($0, from: source)) }
    }

    mutating func command(_ command: Command) { handle(.command(command)) }

    /// Runs the node's timers as a driver would.
    mutating func run(for span: Instant.Span) {
        let end = now + span
        while let deadline = node.nextDeadline, deadline <= end {
            now = max(now, deadline)
            handle(.wake)
        }
        now = end
    }

    /// Time in which the driver does not come.
    mutating func sleep(_ span: Instant.Span) { now = now + span }

    /// Runs until the node pings somebody; answers nothing.
    /// - Returns: who, and the challenge.
    mutating func nextPing(
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> (peer: Int, challenge: UInt64, at: Instant) {
        let end = now + .seconds(20)
        var looked = sent.count
        while let deadline = node.nextDeadline, deadline <= end {
            now = max(now, deadline)
            handle(.wake)
            for datagram in sent[looked...] {
                if let ping = datagram.ping { return (datagram.to, ping.challenge, datagram.at) }
            }
            looked = sent.count
        }
        Issue.record("no ping", sourceLocation: sourceLocation)
        throw NoPing()
    }
    struct NoPing: Error {}

    /// An ack of a peer that holds what the node holds.
    func ack(_ challenge: UInt64, incarnation: UInt64 = 1, clock: WallTime? = nil) -> Record {
        .ack(
            Ack(
                challenge: challenge, incarnation: Incarnation(incarnation), cold: node.fingerprint,
                hot: UInt32(truncatingIfNeeded: node.hotFingerprint),
                clockMinutes: FleetTime.minutes(of: clock ?? wall)))
    }

    func ping(from number: Int, incarnation: UInt64 = 1, target: UInt64? = nil) -> Record {
        .ping(
            Ping(
                challenge: 4_711, target: target ?? node.own.id.low, incarnation: Incarnation(incarnation),
                cold: node.fingerprint, hot: UInt32(truncatingIfNeeded: node.hotFingerprint)))
    }

    func state(_ number: Int) -> MemberState? { node.member(TestFleet.id(number))?.record.state }
    func incarnation(_ number: Int) -> UInt64? {
        node.member(TestFleet.id(number))?.record.incarnation.number
    }

    func accusation(_ number: Int, by: Int, at incarnation: UInt64 = 1) -> Accusation {
        Accusation(
            member: TestFleet.id(number), incarnation: Incarnation(incarnation), by: TestFleet.id(by))
    }
}

extension RawPeer {
    var number: Int { TestFleet.node(address) ?? -1 }
}

extension Solo.Sent {
    var ping: Ping? {
        for case .ping(let ping) in records { return ping }
        return nil
    }
    var ack: Ack? {
        for case .ack(let ack) in records { return ack }
        return nil
    }
    var request: PingRequest? {
        for case .pingRequest(let request) in records { return request }
        return nil
    }
    var suspicions: [Accusation] {
        records.compactMap { if case .suspect(let accusation) = $0 { accusation } else { nil } }
    }
    var deaths: [Accusation] {
        records.compactMap { if case .dead(let accusation) = $0 { accusation } else { nil } }
    }
    var members: [MemberRecord] {
        records.compactMap { if case .member(let record) = $0 { record } else { nil } }
    }
    var entries: [Entry] {
        records.compactMap { if case .entry(let entry) = $0 { entry } else { nil } }
    }
}
