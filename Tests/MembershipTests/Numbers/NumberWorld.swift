import GossipCore

@testable import Membership

/// Some `NumberAuthority`s with a map of their own, on a network of virtual time that delays, loses and cuts,
/// above registers that fail. Entries spread like gossip, and completely when a cut heals.
struct NumberWorld {
    struct Peer {
        let key: SigningKey
        var authority: NumberAuthority
        var book = NumberBook()
        var entries: [NumberKey: AttestedNumber] = [:]
        /// What this home has told its clusters.
        var told: [NumberRequest: ClusterNumber] = [:]
        var wanted: Set<NumberRequest> = []
        var isUp = true
        /// Rises with each crash.
        var life = 0
    }

    private enum Event {
        case packet(to: Int, from: Int, [UInt8])
        case entry(to: Int, AttestedNumber)
        case decided(Int, life: Int, RegisterKey, Outcome)
        case happens(RegisterKey, RegisterChange)
        case answer(Int, life: Int, RegisterKey, RegisterChange)
        case want(Int, NumberRequest)
        case noticed
    }

    var peers: [Peer] = []
    var now = Instant(nanoseconds: 1_000_000_000)
    var lossPercent = 0
    /// Of a decision and of a packet.
    var delayMilliseconds = 20
    var registers = FaultyRegisters()
    /// Indices.
    private(set) var voters: [Int]
    /// Numbers that were told and then changed.
    private(set) var changedNumbers = 0
    /// Steps that proposers began.
    private(set) var proposals = 0
    /// By fleet and proposer.
    private(set) var proposers: Set<Int> = []
    private var random: SeededGenerator
    /// The next one last; of one instant in the order in which they were added.
    private var events: [(at: Instant, event: Event)] = []
    private var side: [Int]
    /// As the failure detectors hold it.
    private var heldSide: [Int]
    private static let lineage = Lineage(high: 1, low: 2)

    init(count: Int, voters: Int, seed: UInt64) {
        random = SeededGenerator(seed: seed)
        side = Array(repeating: 0, count: count)
        heldSide = side
        self.voters = Array(0..<voters)
        for index in 0..<count {
            var bytes = Array(repeating: UInt8(0), count: 32)
            bytes[0] = UInt8(index)
            guard let key = SigningKey(seed: bytes) else { preconditionFailure() }
            peers.append(Peer(key: key, authority: NumberAuthority(own: key.id)))
        }
        for index in peers.indices { act(index) { $0.changed(at: $1, $2, into: &$3) } }
    }

    mutating func want(_ peer: Int, _ fleet: FleetName, _ identity: ClusterIdentity, after delay: Int = 0) {
        add(.want(peer, NumberRequest(fleet: fleet, identity: identity)), after: .milliseconds(delay))
    }

    func told(_ peer: Int, _ fleet: FleetName, _ identity: ClusterIdentity) -> UInt32? {
        peers[peer].told[NumberRequest(fleet: fleet, identity: identity)]?.value
    }

    func reason(_ peer: Int) -> PendingReason { peers[peer].authority.reason(at: now, view(peer)) }

    /// Cuts peers from the others; the failure detectors notice after 3 s.
    mutating func cut(_ group: Set<Int>) {
        for index in peers.indices { side[index] = group.contains(index) ? 1 : 0 }
        add(.noticed, after: .seconds(3))
    }

    mutating func heal() {
        side = Array(repeating: 0, count: peers.count)
        for one in peers.indices {
            let numbers = peers[one].entries.values.sorted {
                ($0.key.fleet, $0.key.number) < ($1.key.fleet, $1.key.number)
            }
            for number in numbers {
                for other in peers.indices where other != one {
                    add(.entry(to: other, number), after: .milliseconds(random.below(3_000)))
                }
            }
        }
        add(.noticed, after: .seconds(2))
    }

    /// Other voters from now on: the next epoch.
    mutating func elect(_ voters: [Int]) {
        self.voters = voters
        for index in peers.indices where peers[index].isUp {
            act(index) { $0.changed(at: $1, $2, into: &$3) }
        }
    }

    mutating func crash(_ peer: Int) {
        peers[peer].isUp = false
        peers[peer].life += 1
    }

    /// With its map; its clusters register again.
    mutating func start(_ peer: Int) {
        peers[peer].isUp = true
        peers[peer].authority = NumberAuthority(own: peers[peer].key.id)
        act(peer) { $0.changed(at: $1, $2, into: &$3) }
        for request in peers[peer].wanted.sorted(by: { $0.identity < $1.identity }) { want(peer, request) }
    }

    mutating func run(for span: Instant.Span) {
        let end = now + span
        while true {
            let wake = peers.indices.filter { peers[$0].isUp }.compactMap { peer in
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
            guard peers[to].isUp, side[to] == side[from] else { return }
            let sender = peers[from].key.id
            act(to) { $0.receive(NumberMessage.unpacked(bytes), from: sender, at: $1, $2, into: &$3) }
        case .entry(let to, let number): if peers[to].isUp { merge(to, number) }
        case .decided(let peer, let life, let key, let outcome):
            guard peers[peer].isUp, peers[peer].life == life else { return }
            act(peer) { $0.decided(key, outcome, at: $1, $2, into: &$3) }
        case .happens(let key, let change): _ = registers.apply(change, to: key)
        case .answer(let peer, let life, let key, let change):
            let value = registers.apply(change, to: key)
            add(.decided(peer, life: life, key, .decided(value)), after: delay())
        case .want(let peer, let request): want(peer, request)
        case .noticed:
            heldSide = side
            for index in peers.indices where peers[index].isUp {
                act(index) { $0.changed(at: $1, $2, into: &$3) }
            }
        }
    }

    private mutating func want(_ peer: Int, _ request: NumberRequest) {
        peers[peer].wanted.insert(request)
        guard peers[peer].isUp else { return }
        if let number = peers[peer].book.number(of: request.identity, in: request.fleet) {
            return tell(peer, request, number)
        }
        act(peer) { $0.want(request, at: $1, $2, into: &$3) }
    }

    private mutating func tell(_ peer: Int, _ request: NumberRequest, _ number: ClusterNumber) {
        if let former = peers[peer].told[request], former != number { changedNumbers += 1 }
        peers[peer].told[request] = number
    }

    private mutating func merge(_ peer: Int, _ number: AttestedNumber) {
        guard peers[peer].entries[number.key] == nil else { return }
        peers[peer].entries[number.key] = number
        for changed in peers[peer].book.take(number.key, holder: number.identity) {
            let request = NumberRequest(fleet: number.key.fleet, identity: changed)
            guard peers[peer].wanted.contains(request),
                let number = peers[peer].book.number(of: changed, in: request.fleet)
            else { continue }
            peers[peer].authority.unwant(request)
            tell(peer, request, number)
        }
    }

    private func view(_ peer: Int) -> NumberView {
        var voting = VotingStatus()
        voting.lineage = Self.lineage
        voting.voters = voters.map { peers[$0].key.id }
        voting.isVoter = voters.contains(peer)
        let here = voters.filter { heldSide[$0] == heldSide[peer] }
        voting.hasMajority = here.count * 2 > voters.count
        return NumberView(
            voting: voting, candidates: here.map { peers[$0].key.id }, book: peers[peer].book,
            isSynchronised: true, attestor: Attestor(key: peers[peer].key, lineage: Self.lineage))
    }

    private mutating func act(
        _ peer: Int, _ body: (inout NumberAuthority, Instant, NumberView, inout NumberOutbox) -> Void
    ) {
        var outbox = NumberOutbox()
        let view = view(peer)
        body(&peers[peer].authority, now, view, &outbox)
        for number in outbox.writes {
            merge(peer, number)
            for other in peers.indices where other != peer && side[other] == side[peer] {
                add(.entry(to: other, number), after: .milliseconds(1 + random.below(200)))
            }
        }
        for (target, message) in outbox.messages {
            guard let to = peers.indices.first(where: { peers[$0].key.id == target }) else { continue }
            for packet in NumberMessage.packed([message], bytesMax: Limits.messageBytesMax)
            where random.below(100) >= lossPercent {
                add(.packet(to: to, from: peer, packet), after: delay())
            }
        }
        for proposal in outbox.proposals { decide(peer, proposal) }
    }

    private mutating func decide(_ peer: Int, _ proposal: NumberOutbox.Proposal) {
        proposals += 1
        proposers.insert(peer)
        let (key, life) = (proposal.register, peers[peer].life)
        guard voters.contains(peer) else {
            return add(.decided(peer, life: life, key, .unknown), after: .zero)
        }
        if registers.isFull { return add(.decided(peer, life: life, key, .full), after: delay()) }
        let isMajority = voters.count { side[$0] == side[peer] && peers[$0].isUp } * 2 > voters.count
        if isMajority, random.below(100) >= registers.unknownPercent {
            return add(.answer(peer, life: life, key, proposal.change), after: delay())
        }
        add(.decided(peer, life: life, key, .unknown), after: NumberAuthority.decisionSpan)
        switch FaultyRegisters.Fate.allCases[random.below(3)] {
        case .silent where isMajority: add(.happens(key, proposal.change), after: delay())
        case .late: add(.happens(key, proposal.change), after: .milliseconds(random.below(8_000)))
        case .silent, .never: break
        }
    }

    private mutating func delay() -> Instant.Span { .milliseconds(1 + random.below(delayMilliseconds)) }
}
