import GossipCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One node, one peer that pings it, and the same work for libsodium alone.
struct Fixture {
    /// A ping with its sender's record takes 159 bytes and the sender's names, 64 bytes each at most.
    static let sizes = 160...280
    private static let batch = 1_000

    private let peer: MemberRecord
    private var workbench: Workbench
    private var node: Node
    private var now = Instant(nanoseconds: 1_000_000_000)
    private var wall = WallTime(milliseconds: 1_700_000_000_000)
    private var pings = Outbox()
    private var acks = Outbox()
    private(set) var pingBytes = 0
    private(set) var ackBytes = 0
    private var bare: BareSodium

    init(bytes: Int, members: Int) {
        guard let key = GroupKey(bytes: [UInt8](repeating: 7, count: 32)) else { fatalError("no key") }
        let keyring = Keyring(keys: [key], label: Array("bench".utf8))
        let records = (0..<members).map { Self.member($0 + 1) }
        let own = Self.member(0)
        let ownBoot = BootID(high: 1, low: 1)

        var peer = records[0]
        func makeWorkbench() -> Workbench {
            Workbench(
                sender: peer, target: own.id, senderBoot: BootID(high: 2, low: 2), ownBoot: ownBoot,
                keyring: keyring)
        }
        // The peer's name brings the ping to its size.
        peer.name = ""
        peer.region = ""
        var probe = makeWorkbench()
        var missing = bytes - probe.seal(to: own.gossip, into: &pings)
        // From 128 bytes on the record's length takes a byte more: no ping has 224 bytes, it gets 223.
        if missing > 64 { missing -= 1 }
        peer.name = String(repeating: "n", count: min(missing, Limits.nameBytesMax))
        peer.region = String(repeating: "r", count: missing - peer.name.utf8.count)
        workbench = makeWorkbench()
        self.peer = peer

        node = Node(
            configuration: Configuration(
                id: own.id, name: own.name, region: own.region, gossip: own.gossip, http: own.http,
                boot: ownBoot, incarnation: own.incarnation, timing: .lan, keyring: keyring, hasSeeds: true,
                seed: 1),
            restored: Restored(members: [peer] + records.dropFirst()), now: now)
        bare = BareSodium(bytes: bytes - Limits.headerBytes - Limits.tagBytes)
        measureAck()
    }

    private static func member(_ number: Int) -> MemberRecord {
        let address = Address(ipv4: 0x0A00_0000 + UInt32(number), port: 9_189)
        return MemberRecord(
            id: NodeID(high: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(number) + 1),
            incarnation: Incarnation(300), state: .alive, bootTag: 2, gossip: address, http: address,
            name: "host-\(number)", region: "eu-west")
    }

    /// Runs a stage over one batch.
    /// - Returns: nanoseconds of processor time for each datagram.
    mutating func run(_ stage: Stage) -> Double {
        switch stage {
        case .bareSeal: return Self.time { for _ in 0..<Self.batch { bare.seal() } }
        case .bareAck:
            let bytes = ackBytes - Limits.headerBytes - Limits.tagBytes
            return Self.time { for _ in 0..<Self.batch { bare.seal(bytes: bytes) } }
        case .bareOpen:
            bare.seal()
            return Self.time { for _ in 0..<Self.batch { bare.open() } }
        case .sealed: return Self.time { sealBatch() }
        case .opened:
            sealBatch()
            return timeEach { fixture, datagram in fixture.workbench.open(datagram) > 0 }
        case .decoded:
            sealBatch()
            return timeEach { fixture, datagram in fixture.workbench.decode(datagram) == 2 }
        case .handled:
            sealBatch()
            return timeEach { fixture, datagram in fixture.handle(datagram) }
        }
    }

    /// Handles one ping, so that the size of the ack is known.
    private mutating func measureAck() {
        pings.removeAll()
        pingBytes = workbench.seal(to: node.configuration.gossip, into: &pings)
        var bytes = pings.bytes
        let isHandled = bytes.withUnsafeMutableBytes { handle($0) }
        precondition(isHandled)
    }

    private mutating func sealBatch() {
        pings.removeAll()
        for _ in 0..<Self.batch { workbench.seal(to: node.configuration.gossip, into: &pings) }
    }

    private mutating func handle(_ datagram: UnsafeMutableRawBufferPointer) -> Bool {
        now = now + Instant.Span(nanoseconds: 100_000)
        acks.removeAll()
        node.handle(.datagram(datagram, from: peer.gossip), at: now, wall: wall, into: &acks)
        ackBytes = acks.bytes.count
        return acks.datagrams.count == 1
    }

    private mutating func timeEach(
        _ body: (inout Fixture, UnsafeMutableRawBufferPointer) -> Bool
    ) -> Double {
        let ranges = pings.datagrams.map(\.range)
        var bytes = pings.bytes
        return bytes.withUnsafeMutableBytes { bytes in
            Self.time {
                for range in ranges {
                    let isDone = body(&self, UnsafeMutableRawBufferPointer(rebasing: bytes[range]))
                    precondition(isDone, "a datagram was dropped")
                }
            }
        }
    }

    private static func time(_ body: () -> Void) -> Double {
        let begin = processorNanoseconds()
        body()
        return Double(processorNanoseconds() - begin) / Double(batch)
    }

    private static func processorNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
