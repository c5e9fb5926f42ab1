import Testing

@testable import GossipCore

@Suite("Voter sets")
struct VoterSetTests {
    @Test("A majority is more than half of all voters", arguments: [(1, 1), (3, 2), (5, 3)])
    func majority(_ count: Int, _ majority: Int) {
        #expect(VotingFixture.set((1...UInt8(count)).map(\.self)).majority == majority)
    }

    @Test("Two, four and no voters are no set, and neither is one voter twice")
    func sizes() {
        for numbers in [[], [1, 2], [1, 2, 3, 4], [1, 1, 2]] as [[UInt8]] {
            let keys = numbers.map { VotingFixture.key($0).publicKey }
            #expect(VoterSet(lineage: VotingFixture.lineage, epoch: Epoch(1), voters: keys) == nil)
        }
    }

    @Test("The order in which voters are named makes no difference, everything else does")
    func identity() {
        let set = VotingFixture.set([1, 2, 3])
        #expect(VotingFixture.set([3, 1, 2]) == set)
        #expect(VotingFixture.set([1, 2, 4]).id != set.id)
        #expect(VotingFixture.set([1, 2, 3], epoch: 2).id != set.id)
    }

    @Test("A succession needs the seals of a majority, over this very set, and different voters")
    func succession() {
        let old = VotingFixture.set([1, 2, 3])
        let new = VotingFixture.set([1, 2, 4], epoch: 2)
        func proof(_ signers: [UInt8], next: VoterSet = new, signed: VoterSet = new) -> Succession {
            let statement = Succession.statement(old.id, signed.id)
            return Succession(
                previous: old.id, next: next,
                seals: signers.map {
                    let key = VotingFixture.key($0)
                    return Succession.Seal(voter: key.id, signature: key.sign(statement))
                })
        }
        #expect(proof([1, 2]).isValid(after: old))
        #expect(!proof([1]).isValid(after: old))
        #expect(!proof([1, 1]).isValid(after: old))
        #expect(!proof([1, 4]).isValid(after: old))
        #expect(!proof([1, 2], next: VotingFixture.set([1, 2, 5], epoch: 2)).isValid(after: old))
        let skipped = VotingFixture.set([1, 2, 4], epoch: 3)
        #expect(!proof([1, 2], next: skipped, signed: skipped).isValid(after: old))
    }
}
