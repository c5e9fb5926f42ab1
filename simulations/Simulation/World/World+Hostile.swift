import GossipCore
import Membership

/// A hostile member: the bytes are made here by hand, after the tables of docs/protocol.md, and not by the code
/// that they try.
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

    private static let hostileAddress = Address(ipv4: 0x7F00_0001, port: 666)

    private mutating func plaintext(of attack: Attack) -> [UInt8] {
        let liar = random.below(hosts.count)
        let victim = random.below(hosts.count)
        let prologue = Self.bytes(of: hosts[liar].id) + [0]
        switch attack {
        case .garbage:
            return (0..<20 + random.below(1_000)).map { _ in UInt8(truncatingIfNeeded: random.next() | 0x80) }
        case .unknownRecords:
            let body = (0..<random.below(100)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            return prologue + [200 + UInt8(random.below(50)), UInt8(body.count)] + body
        case .foreignVersion:
            return prologue
        case .brokenRecord:
            return prologue + accusation(7, of: victim, by: liar) + [7, 33, 1, 2, 3]
        case .accusations:
            let isDeath = random.below(2) == 0
            return prologue + accusation(isDeath ? 7 : 6, of: victim, by: liar)
        case .flood:
            var ping: [UInt8] = [1, 29]
            for word in [random.next(), 0] { ping += Self.littleEndian(word) }
            return prologue + ping + [0] + Self.littleEndian(random.next()) + [0, 0, 0, 0]
        }
    }

    /// A suspicion (type 6) or death (type 7) at the incarnation that the victim really has.
    private func accusation(_ type: UInt8, of victim: Int, by liar: Int) -> [UInt8] {
        var body = Self.bytes(of: hosts[victim].id)
        var number = hosts[victim].claimed.number
        while number >= 0x80 {
            body.append(UInt8(number & 0x7F) | 0x80)
            number >>= 7
        }
        body.append(UInt8(number))
        body += Self.bytes(of: hosts[liar].id)
        return [type, UInt8(body.count)] + body
    }

    private static func bytes(of id: NodeID) -> [UInt8] {
        (littleEndian(id.high).reversed() + littleEndian(id.low).reversed())
    }

    private static func littleEndian(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
    }
}
