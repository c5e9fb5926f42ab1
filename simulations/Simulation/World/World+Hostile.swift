import GossipCore
import Membership

/// A hostile member: what it sends is made by `Forgery`.
extension World {
    /// Sends `count` datagrams of one kind to a host, from an address where nobody listens.
    mutating func attack(_ target: Int, with attack: Attack, count: Int) {
        if !attack.isVoid { checkers.faulted() }
        for _ in 0..<count {
            var bytes = hostile.sealed(plaintext(of: attack))
            if attack == .foreignVersion { bytes[0] = 2 }
            facts.forged += 1
            fly(
                bytes[...], from: Self.hostileAddress, to: target, port: hosts[target].address.port,
                attack.isVoid ? .forged : .none)
        }
    }

    /// Sends a datagram with this plaintext to a host.
    mutating func inject(_ plaintext: [UInt8], into target: Int) {
        facts.forged += 1
        fly(
            hostile.sealed(plaintext)[...], from: Self.hostileAddress, to: target,
            port: hosts[target].address.port, .none)
    }

    private static let hostileAddress = Address(ipv4: 0x7F00_0001, port: 666)
    /// The same on the wire: 127.0.0.1 mapped into IPv6, port 666.
    private static let hostileBytes: [UInt8] =
        [UInt8](repeating: 0, count: 10) + [255, 255, 127, 0, 0, 1, 0x9A, 0x02]

    private mutating func plaintext(of attack: Attack) -> [UInt8] {
        let liar = hosts[random.below(hosts.count)].id
        let victim = random.below(hosts.count)
        let prologue = Forgery.bytes(of: liar) + [0]
        switch attack {
        case .garbage: return noise(20 + random.below(1_000)).map { $0 | 0x80 }
        case .unknownRecords:
            return prologue + Forgery.record(200 + UInt8(random.below(50)), noise(random.below(100)))
        case .foreignVersion: return prologue
        case .brokenRecord:
            let claimed = hosts[victim].claimed.number
            return prologue + Forgery.accusation(7, of: hosts[victim].id, at: claimed, by: liar) + [
                7, 33, 1, 2, 3,
            ]
        case .numbers: return prologue + number(for: victim, by: liar)
        case .votes: return prologue + Forgery.record(16, noise(1 + random.below(200)))
        case .accusations:
            let type: UInt8 = random.below(2) == 0 ? 7 : 6
            let claimed = hosts[victim].claimed.number
            return prologue + Forgery.accusation(type, of: hosts[victim].id, at: claimed, by: liar)
        case .members: return prologue + member(victim)
        case .entries: return prologue + entry(victim, by: liar)
        case .flood: return prologue + Forgery.ping(random.next(), cold: random.next())
        }
    }

    /// A number for an invented bot, with the well-made signature of a key that is no voter's.
    private mutating func number(for victim: Int, by liar: NodeID) -> [UInt8] {
        let key = EntryKey(
            space: Keyspace(rawValue: 193), bytes: Array("asia".utf8) + [0, 0, 0, UInt8(random.below(20))])
        let content = [1, 5] + Array("mine\(random.below(10))".utf8)
        let lineage = hosts[victim].process?.roster.node.voting.lineage ?? Lineage(high: 1, low: 1)
        let attestor = Attestor(key: Self.key(from: &random), lineage: lineage)
        return Forgery.entry(
            193, key: key.bytes, ticks: 1, writer: liar, payload: attestor.attest(key, content) + content)
    }

    /// A record of a member, or of one of five that there never were: in any state, at what it claims or beyond,
    /// at another address.
    private mutating func member(_ victim: Int) -> [UInt8] {
        let states = [MemberState.alive, .dead, .left, .forgotten]
        let state = states[random.below(states.count)]
        if random.below(4) == 0 {
            let nobody = NodeID(high: 0xBAD, low: UInt64(random.below(5)))
            return Forgery.member(nobody, at: 1, state, gossip: Self.hostileBytes, name: "nobody")
        }
        // The member is not the only one who raises its incarnation: who holds the key can (docs/threats.md).
        let incarnation = Incarnation(
            hosts[victim].claimed.number + UInt64(random.below(3) * random.below(1_000)))
        claim(incarnation, by: victim)
        return Forgery.member(
            hosts[victim].id, at: incarnation.number, state, gossip: Self.hostileBytes,
            name: hosts[victim].name)
    }

    /// Of the map what nobody signs: registrations of invented bots, reports, and candidacies of others.
    private mutating func entry(_ victim: Int, by liar: NodeID) -> [UInt8] {
        // Up to a year ahead.
        let ahead = UInt64(random.below(2) * random.below(365 * 86_400_000))
        let ticks = (hosts[victim].clock.wall(at: time).milliseconds + ahead) << 16
        let name = Array("mine\(random.below(10))".utf8)
        switch random.below(3) {
        case 0:
            let times = Forgery.littleEndian(1) + Forgery.littleEndian(1)
            let payload: [UInt8] = [1, 0] + times + [4] + Array("asia".utf8) + [0, 0]
            return Forgery.entry(1, key: name, ticks: ticks, writer: liar, payload: payload)
        case 1:
            return Forgery.report(key: name, ticks: ticks, writer: liar, payload: noise(random.below(100)))
        default:
            // May not vote, votes nowhere.
            let key = hosts[victim].key.publicKey
            return Forgery.entry(
                2, key: Forgery.bytes(of: key.id), ticks: ticks, writer: key.id,
                payload: [1] + key.bytes + [0, 0])
        }
    }

    private mutating func noise(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}
