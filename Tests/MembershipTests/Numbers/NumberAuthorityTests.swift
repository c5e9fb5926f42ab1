import GossipCore
import Testing

@testable import Membership

@Suite("Numbers")
struct NumberAuthorityTests {
    private let asia: FleetName

    init() throws { asia = try #require(FleetName("asia")) }

    private func identity(_ number: Int) throws -> ClusterIdentity {
        try #require(ClusterIdentity("bot-\(number)"))
    }

    private func numbers(_ world: NumberWorld) -> [UInt32] {
        world.peers.flatMap { $0.told.values.map(\.value) }.sorted()
    }

    @Test("A voter alone numbers its clusters in the order of their registration")
    func alone() throws {
        var world = NumberWorld(count: 1, voters: 1, seed: 1)
        for number in 1...50 { world.want(0, asia, try identity(number), after: number) }
        world.run(for: .milliseconds(400))
        for number in 1...50 { #expect(world.told(0, asia, try identity(number)) == UInt32(number)) }
        #expect(world.peers[0].authority.wantCount == 0)
    }

    @Test("Five hundred clusters at a hundred homes get 1 to 500 from one proposer, within 3 s")
    func burst() throws {
        var world = NumberWorld(count: 100, voters: 5, seed: 2)
        for number in 0..<500 { world.want(number % 100, asia, try identity(number)) }
        world.run(for: .seconds(3))
        #expect(numbers(world) == Array(1...500))
        #expect(world.proposers.count == 1)
        // Some 30 names fill a register.
        #expect(world.proposals < 40)
    }

    @Test("Slow voters are not taken for dead: a hundred homes wait, and nobody duels")
    func slowVoters() throws {
        var world = NumberWorld(count: 100, voters: 3, seed: 3)
        world.delayMilliseconds = 200
        for number in 0..<300 { world.want(number % 100, asia, try identity(number)) }
        world.run(for: .seconds(20))
        #expect(numbers(world) == Array(1...300))
        #expect(world.proposers.count == 1)
    }

    @Test("Fleets are numbered apart, and spread over the voters")
    func fleets() throws {
        var world = NumberWorld(count: 5, voters: 5, seed: 4)
        let fleets = try (0..<40).map { try #require(FleetName("fleet-\($0)")) }
        for (place, fleet) in fleets.enumerated() {
            for number in 0..<3 { world.want((place + number) % 5, fleet, try identity(number)) }
        }
        world.run(for: .seconds(2))
        for fleet in fleets {
            let told = world.peers.flatMap { $0.told.filter { $0.key.fleet == fleet }.values.map(\.value) }
            #expect(told.sorted() == [1, 2, 3])
        }
        #expect(world.proposers.count == 5)
    }

    @Test("One identity asked for at two homes at once has one number")
    func twice() throws {
        var world = NumberWorld(count: 4, voters: 3, seed: 5)
        for home in 0..<4 { world.want(home, asia, try identity(1)) }
        world.want(3, asia, try identity(2), after: 500)
        world.run(for: .seconds(2))
        for home in 0..<4 { #expect(world.told(home, asia, try identity(1)) == 1) }
        #expect(world.told(3, asia, try identity(2)) == 2)
    }

    @Test("A proposer that is dead before anybody noticed is passed over within a second")
    func deadProposer() throws {
        for dead in 0..<3 {
            var world = NumberWorld(count: 5, voters: 3, seed: 6)
            world.crash(dead)
            world.want(4, asia, try identity(1))
            world.run(for: .milliseconds(900))
            #expect(world.told(4, asia, try identity(1)) == 1)
        }
    }

    @Test("The next proposer finds what the one before decided, however much it is")
    func nextProposer() throws {
        var world = NumberWorld(count: 4, voters: 3, seed: 7)
        for number in 1...400 { world.want(3, asia, try identity(number), after: number * 20) }
        world.run(for: .seconds(10))
        let first = try #require(world.proposers.first)
        world.crash(first)
        let before = world.proposals
        world.want(3, asia, try identity(401))
        world.want(3, asia, try identity(17))
        world.run(for: .seconds(2))
        #expect(world.told(3, asia, try identity(401)) == 401)
        #expect(world.told(3, asia, try identity(17)) == 17)
        #expect(world.proposals - before < 400)
        #expect(world.changedNumbers == 0)
    }

    @Test("A minority says why it waits, and its clusters are numbered soon after the cut heals")
    func partition() throws {
        var world = NumberWorld(count: 5, voters: 5, seed: 8)
        world.want(0, asia, try identity(0))
        world.run(for: .seconds(1))
        world.cut([0, 1])
        world.run(for: .seconds(5))
        for number in 1...10 { world.want(number % 5, asia, try identity(number)) }
        world.run(for: .seconds(30))
        for number in 1...10 {
            #expect((world.told(number % 5, asia, try identity(number)) == nil) == (number % 5 < 2))
        }
        #expect(world.reason(0) == .noMajority)
        #expect(world.reason(3) == .deciding)
        world.heal()
        world.run(for: .seconds(10))
        #expect(numbers(world) == Array(1...11))
    }

    @Test("Full voters are said to be full, and waited for")
    func full() throws {
        var world = NumberWorld(count: 4, voters: 3, seed: 9)
        world.registers.isFull = true
        world.want(3, asia, try identity(1))
        world.run(for: .seconds(30))
        #expect(world.reason(3) == .votersFull)
        #expect(world.proposals < 40)
        world.registers.isFull = false
        world.run(for: .seconds(15))
        #expect(world.told(3, asia, try identity(1)) == 1)
    }

    @Test("A number that its home did not put into the map is put there by the proposer")
    func spread() throws {
        var world = NumberWorld(count: 5, voters: 3, seed: 10)
        world.want(4, asia, try identity(1))
        world.run(for: .milliseconds(25))
        world.crash(4)
        world.run(for: .seconds(8))
        for peer in 0..<4 {
            #expect(world.peers[peer].book.number(of: try identity(1), in: asia)?.value == 1)
        }
    }

    /// INV-1, INV-2 and INV-15, as far as the domain is to answer for them.
    @Test(
        "After any cuts, crashes, elections and lost outcomes no number is double, missing or another than told",
        arguments: 0..<150 as Range<UInt64>)
    func faults(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = 3 + random.below(5)
        var world = NumberWorld(count: count, voters: [1, 3, count < 5 ? 3 : 5][random.below(3)], seed: seed)
        world.lossPercent = random.below(20)
        world.registers.unknownPercent = random.below(40)
        let fleets = try (0..<2).map { try #require(FleetName("fleet-\($0)")) }
        var registered = 0
        for _ in 0..<4 {
            for _ in 0..<random.below(40) {
                let fleet = fleets[random.below(2)]
                world.want(
                    random.below(count), fleet, try identity(registered), after: random.below(4_000))
                registered += 1
            }
            world.cut(Set(world.peers.indices.filter { _ in random.below(3) == 0 }))
            world.run(for: .milliseconds(random.below(3_000)))
            let victim = random.below(count)
            world.crash(victim)
            world.run(for: .milliseconds(random.below(10_000)))
            if random.below(2) == 0 {
                let size = [1, 3][random.below(2)]
                let first = random.below(count)
                world.elect((0..<size).map { (first + $0) % count }.sorted())
            }
            world.heal()
            world.start(victim)
            world.run(for: .milliseconds(random.below(8_000)))
        }
        world.lossPercent = 0
        world.registers.unknownPercent = 0
        world.heal()
        world.run(for: .seconds(30))
        let all = world.peers.flatMap { peer in peer.told.map { ($0.key, $0.value) } }
        #expect(all.count == registered)
        #expect(world.changedNumbers == 0)
        for fleet in fleets {
            let told = all.filter { $0.0.fleet == fleet }.map(\.1.value).sorted()
            #expect(told == Array(1...UInt32(max(1, told.count))).prefix(told.count).map { $0 })
        }
        for (request, number) in all {
            for peer in world.peers {
                #expect(peer.book.number(of: request.identity, in: request.fleet) == number)
            }
        }
    }
}
