import GossipCore

@testable import Membership

/// Some `NumberAuthority`s with a map and a disk of their own, on a network of virtual time that delays,
/// loses and cuts. Who is a member is what the test says; entries spread like gossip, and completely when
/// a cut heals.
struct AuthorityNetwork {
    struct Peer {
        var authority: NumberAuthority
        var electorate: Electorate
        var book = NumberBook()
        var entries: [NumberKey: (stamp: Stamp, identity: ClusterIdentity)] = [:]
        /// What this home has told its clusters.
        var told: [NumberRequest: ClusterNumber] = [:]
        var wanted: Set<NumberRequest> = []
    }

    private enum Event {
        case packet(to: Int, from: Int, [UInt8])
        case entry(to: Int, NumberKey, ClusterIdentity, Stamp)
        case durable(Int, NumberKey, ClusterIdentity)
        case member(at: Int, Int, MemberState)
        case want(Int, NumberRequest)
    }

    var peers: [Peer] = []
    var now = Instant(nanoseconds: 1_000_000_000)
    var lossPercent = 0
    private var random: SeededGenerator
    /// The next one last; of one instant in the order in which they were added.
    private var events: [(at: Instant, event: Event)] = []
    /// Numbers that were told and then changed, except hasty ones.
    private(set) var changedNumbers = 0
    /// Numbers of the last second before an assigner noticed that it is cut off: the majority never
    /// heard of them, and may give them again. The interim rule cannot help it.
    private var hasty: Set<NumberKey> = []
    private var cutAt = Instant.zero
    private var side: [Int]
    private var stamps: UInt64 = 0

    init(count: Int, seed: UInt64) {
        random = SeededGenerator(seed: seed)
        side = Array(repeating: 0, count: count)
        for index in 0..<count {
            var electorate = Electorate(own: Self.id(index))
            for other in 0..<count { electorate.take(Self.id(other), .alive) }
            peers.append(
                Peer(
                    authority: NumberAuthority(own: Self.id(index), seed: random.next()),
                    electorate: electorate))
        }
    }

    static func id(_ index: Int) -> NodeID { NodeID(high: 0, low: UInt64(index) + 1) }

    mutating func want(_ peer: Int, _ fleet: FleetName, _ identity: ClusterIdentity, after delay: Int = 0) {
        add(.want(peer, NumberRequest(fleet: fleet, identity: identity)), after: .milliseconds(delay))
    }

    /// Cuts peers from the others; each side holds the other dead after `detection` to twice that.
    mutating func cut(_ group: Set<Int>, detection: Instant.Span) {
        for index in peers.indices { side[index] = group.contains(index) ? 1 : 0 }
        cutAt = now
        tellMembers(.dead, after: detection)
    }

    mutating func heal() {
        let former = side
        side = Array(repeating: 0, count: peers.count)
        for one in peers.indices {
            for other in peers.indices where former[one] != former[other] {
                add(.member(at: one, other, .alive), after: .milliseconds(random.below(3_000)))
                for (key, entry) in peers[one].entries.sorted(by: { $0.value.stamp < $1.value.stamp }) {
                    let delay = Instant.Span.milliseconds(random.below(5_000))
                    add(.entry(to: other, key, entry.identity, entry.stamp), after: delay)
                }
            }
        }
    }

    private mutating func tellMembers(_ state: MemberState, after span: Instant.Span) {
        for one in peers.indices {
            for other in peers.indices where side[one] != side[other] {
                let delay = span + .milliseconds(random.below(Int(span.nanoseconds / 1_000_000)))
                add(.member(at: one, other, state), after: delay)
            }
        }
    }

    mutating func run(for span: Instant.Span) {
        let end = now + span
        while true {
            let wake = peers.indices.compactMap { peer in
                peers[peer].authority.nextDeadline.map { (at: $0, peer: peer) }
            }.min { ($0.at, $0.peer) < ($1.at, $1.peer) }
            let eventAt = events.last?.at
            if let wake, wake.at <= eventAt ?? end, wake.at <= end {
                now = max(now, wake.at)
                act(wake.peer) { $0.wake(at: $1, $2, into: &$3) }
            } else if let eventAt, eventAt <= end {
                now = max(now, eventAt)
                take(events.removeLast().event)
            } else {
                now = end
                return
            }
        }
    }

    private mutating func add(_ event: Event, after span: Instant.Span) {
        let at = now + span
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle].at > at { low = middle + 1 } else { high = middle }
        }
        events.insert((at, event), at: low)
    }

    private mutating func take(_ event: Event) {
        switch event {
        case .packet(let to, let from, let bytes):
            guard side[to] == side[from] else { return }
            act(to) { $0.receive(bytes, from: Self.id(from), at: $1, $2, into: &$3) }
        case .entry(let to, let key, let identity, let stamp):
            merge(to, key, identity, stamp)
        case .durable(let peer, let key, let identity):
            durable(peer, key, identity)
        case .member(let at, let other, let state):
            if state == .dead, side[at] == side[other] { return }
            if state == .alive, side[at] != side[other] { return }
            if peers[at].electorate.take(Self.id(other), state) {
                peers[at].authority.appeared(Self.id(other))
            }
            act(at) { $0.changed(at: $1, $2, into: &$3) }
        case .want(let peer, let request):
            peers[peer].wanted.insert(request)
            guard peers[peer].book.number(of: request.identity, in: request.fleet) == nil else { return }
            act(peer) { $0.want(request, at: $1, $2, into: &$3) }
            act(peer) { $0.changed(at: $1, $2, into: &$3) }
        }
    }

    private mutating func durable(_ peer: Int, _ key: NumberKey, _ identity: ClusterIdentity) {
        guard peers[peer].book.holder(of: key) == identity else { return }
        let request = NumberRequest(fleet: key.fleet, identity: identity)
        act(peer) { authority, _, _, outbox in authority.durable(request, key.number, into: &outbox) }
        guard peers[peer].wanted.contains(request) else { return }
        if let former = peers[peer].told[request], former != key.number,
            !hasty.contains(NumberKey(fleet: key.fleet, number: former))
        {
            changedNumbers += 1
        }
        peers[peer].told[request] = key.number
    }

    private mutating func merge(_ peer: Int, _ key: NumberKey, _ identity: ClusterIdentity, _ stamp: Stamp) {
        if let known = peers[peer].entries[key], known.stamp <= stamp { return }
        peers[peer].entries[key] = (stamp, identity)
        for changed in peers[peer].book.take(key, holder: identity) {
            let request = NumberRequest(fleet: key.fleet, identity: changed)
            if peers[peer].book.number(of: changed, in: key.fleet) != nil {
                peers[peer].authority.settle(request)
                add(.durable(peer, key, changed), after: disk())
            } else if peers[peer].wanted.contains(request) {
                act(peer) { $0.want(request, at: $1, $2, into: &$3) }
            }
        }
        act(peer) { $0.changed(at: $1, $2, into: &$3) }
    }

    private mutating func act(
        _ peer: Int,
        _ body: (inout NumberAuthority, Instant, NumberView, inout NumberOutbox) -> Void
    ) {
        var outbox = NumberOutbox()
        let view = NumberView(
            electorate: peers[peer].electorate, book: peers[peer].book, isSynchronised: true)
        body(&peers[peer].authority, now, view, &outbox)
        for (key, identity) in outbox.writes { write(peer, key, identity) }
        for (target, message) in outbox.messages {
            guard let to = peers.indices.first(where: { Self.id($0) == target }) else { continue }
            for packet in NumberMessage.packed([message], bytesMax: Limits.messageBytesMax)
            where random.below(100) >= lossPercent {
                add(.packet(to: to, from: peer, packet), after: .milliseconds(1 + random.below(20)))
            }
        }
    }

    private mutating func write(_ peer: Int, _ key: NumberKey, _ identity: ClusterIdentity) {
        let saved = disk()
        add(.durable(peer, key, identity), after: saved)
        guard peers[peer].entries[key] == nil else { return }
        if now - cutAt <= NumberAuthority.leaseSpan { hasty.insert(key) }
        stamps += 1
        let stamp = Stamp(ticks: now.nanoseconds / 1_000_000 << 16 + stamps, writer: Self.id(peer))
        // Gossip waits for the disk; whoever misses it gets it when the cut heals.
        for other in peers.indices where other != peer && side[other] == side[peer] {
            add(.entry(to: other, key, identity, stamp), after: saved + .milliseconds(1 + random.below(200)))
        }
        merge(peer, key, identity, stamp)
    }

    private mutating func disk() -> Instant.Span { .milliseconds(1 + random.below(10)) }
}
