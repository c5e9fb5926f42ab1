import Testing

@testable import GossipCore

@Suite("Voting packets")
struct VotingPacketTests {
    static let set = VotingFixture.set([1, 2, 3])
    static let longest = [UInt8](repeating: 7, count: Limits.registerBytesMax)

    /// One of each kind, the largest where there is one.
    static var messages: [VotingMessage] {
        let ballot = Ballot(epoch: Epoch(.max), round: .max, node: VotingFixture.key(1).id, boot: .max)
        let key = VotingFixture.register
        let sequences = [UInt64](repeating: .max, count: 5)
        let next = VotingFixture.set([1, 2, 3, 4, 5], epoch: 2)
        let signature = VotingFixture.key(1).sign([1])
        return [
            .prepare(ballot, witnessed: sequences, [key, key.at(1)]),
            .promises(
                ballot, sequence: .max,
                [PromiseItem(key: key, promise: .promised(accepted: ballot, value: longest))]),
            .promises(
                .zero, sequence: 0,
                [Acceptor.Refusal.sealed, .limit, .lower(than: ballot)].map {
                    PromiseItem(key: key, promise: .refused($0))
                }),
            .accept(ballot, witnessed: sequences, [AcceptItem(key: key, value: longest)]),
            .acceptances(
                ballot, sequence: 3,
                [
                    AcceptanceItem(key: key, acceptance: .accepted),
                    AcceptanceItem(key: key, acceptance: .refused(.sealed)),
                ]),
            .seal(next: next), .sealed(next: next, sequence: 5, signature), .fetch(after: key),
            .page(after: key, isLast: true, [PageItem(key: key, accepted: ballot, value: longest)]),
            .attest(nonce: 9), .attested(nonce: 9, sequence: 8),
        ]
    }

    static var unsigned: [VotingMessage] {
        let seals = [1, 2, 3].map {
            Succession.Seal(voter: VotingFixture.key($0).id, signature: VotingFixture.key($0).sign([1]))
        }
        let next = VotingFixture.set([1, 2, 3, 4, 5], epoch: 2)
        return [
            .succession(Succession(previous: set.id, next: next, seals: seals)), .behind(Epoch(4)),
        ]
    }

    @Test("What is decoded is what was sent, and every message fits a packet")
    func roundTrip() throws {
        for message in Self.messages {
            let bytes = VotingPacket.encode(message, set: Self.set, key: VotingFixture.key(1))
            #expect(bytes.count <= Limits.votingPacketBytesMax)
            let packet = try VotingPacket(bytes)
            #expect(packet.message == message)
            #expect(packet.isSigned(by: Self.set))
        }
        for message in Self.unsigned {
            let bytes = VotingPacket.encode(message)
            #expect(bytes.count <= Limits.votingPacketBytesMax)
            let packet = try VotingPacket(bytes)
            #expect(packet.message == message)
            #expect(!packet.isSigned(by: Self.set))
        }
    }

    @Test("A packet that was changed anywhere is signed by nobody")
    func tampered() {
        for message in Self.messages {
            let bytes = VotingPacket.encode(message, set: Self.set, key: VotingFixture.key(1))
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= 1
                if let packet = try? VotingPacket(changed) { #expect(!packet.isSigned(by: Self.set)) }
            }
        }
    }

    @Test("Who is no voter of the set signs for nobody, and a vote of one set is none in another")
    func strangers() throws {
        let stranger = VotingPacket.encode(.attest(nonce: 1), set: Self.set, key: VotingFixture.key(9))
        #expect(try !VotingPacket(stranger).isSigned(by: Self.set))
        let voter = VotingPacket.encode(.attest(nonce: 1), set: Self.set, key: VotingFixture.key(1))
        #expect(try !VotingPacket(voter).isSigned(by: VotingFixture.set([1, 2, 4])))
    }

    @Test("Any bytes decode to a message or to an error")
    func garbage() {
        var random = SeededGenerator(seed: 1)
        var decoded = 0
        for message in Self.messages + Self.unsigned {
            let bytes =
                VotingMessage.isSigned(kind: message.kind)
                ? VotingPacket.encode(message, set: Self.set, key: VotingFixture.key(1))
                : VotingPacket.encode(message)
            for _ in 0..<2_000 {
                var changed = Array(bytes.prefix(1 + random.below(bytes.count)))
                for _ in 0..<random.below(4) {
                    changed[random.below(changed.count)] = UInt8(truncatingIfNeeded: random.next())
                }
                if (try? VotingPacket(changed)) != nil { decoded += 1 }
            }
        }
        #expect(decoded > 0)
    }
}
