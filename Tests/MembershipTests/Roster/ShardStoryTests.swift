import GossipCore
import Testing

@testable import Membership

/// The shard manager over real registers, gossip and disks; bots are played by the tests.
@Suite("Shards of a fleet of rosters")
struct ShardStoryTests {
    private static let application = ShardApplication(shards: 4, buckets: 4)
    private var pool: ApplicationID { Self.application.id }

    private func village(
        _ count: Int = 3, seed: UInt64, _ applications: [ShardApplication] = [application]
    ) -> Village {
        var settings = Settings()
        settings.applications = applications
        settings.shardTerms.promise = .seconds(10)
        settings.shardTerms.grace = .seconds(2)
        var village = Village(count: count, seed: seed, settings: settings)
        village.run(for: .seconds(6))
        return village
    }

    private func connect(_ village: inout Village, _ node: Int, instance: String? = nil) throws -> SessionID {
        let answer = village.answer(node, .connect(pool, instance: instance))
        guard case .connected(let session, _, _, _, _)? = answer else {
            throw Surprise(answer: answer)
        }
        return session
    }

    private struct Surprise: Error {
        var answer: ShardAnswer?
    }

    /// Beats every 2 s.
    private func run(
        _ village: inout Village, for span: Instant.Span, _ bots: [(node: Int, session: SessionID)]
    ) -> Set<ShardAnswer> {
        var said: Set<ShardAnswer> = []
        let end = village.now + span
        while village.now < end {
            let asked = bots.map { village.ask($0.node, .beat(pool, $0.session, SessionReport())) }
            village.run(for: .seconds(2))
            for id in asked {
                if case .shard(let answer)? = village.answers[id] { said.insert(answer) }
            }
        }
        return said
    }

    private func shown(_ village: inout Village, _ node: Int) -> [String] {
        let pool = village.picture(node)?.pools.first
        return (pool?.holders ?? []).map { "\($0.shard) \($0.state.rawValue) \($0.homeName ?? "-")" }
    }

    private static let renewed = ShardAnswer.renewed(promise: .seconds(10))

    @Test("Each node gives the lowest free shard, any node takes a beat, and every node shows the same")
    func steady() throws {
        var village = village(seed: 1)
        var sessions: [SessionID] = []
        for node in 0..<3 { sessions.append(try connect(&village, node)) }
        #expect(sessions.map(\.shard) == [0, 1, 2])
        let elsewhere = sessions.enumerated().map { (node: ($0.offset + 1) % 3, session: $0.element) }
        #expect(run(&village, for: .seconds(20), elsewhere) == [Self.renewed])
        for node in 0..<3 {
            #expect(shown(&village, node) == ["0 held node-0", "1 held node-1", "2 held node-2"])
            #expect(village.picture(node)?.pools.first?.size?.shards == 4)
        }
        #expect(village.answer(2, .disconnect(pool, sessions[1])) == .done)
        #expect(village.answer(0, .beat(pool, sessions[1], SessionReport())) == .notFound)
        #expect(try connect(&village, 2).shard == 1)
        _ = try connect(&village, 0)
        #expect(village.answer(1, .connect(pool, instance: nil)) == .noShards)
    }

    @Test("A home dies and its bot goes on at another node; where the bot died too, its shard is free later")
    func homeDies() throws {
        var village = village(seed: 2)
        let staying = try connect(&village, 2)
        let dying = try connect(&village, 2)
        #expect(run(&village, for: .seconds(4), [(2, staying), (2, dying)]) == [Self.renewed])
        village.crash(2)
        let crashedAt = village.now
        // The bot that stays asks the next node, and stops only if it is told so.
        let said = run(&village, for: .seconds(20), [(0, staying)])
        #expect(said.contains(Self.renewed))
        #expect(!said.contains(.notFound))
        var taken: [Int] = []
        while village.now - crashedAt < .seconds(60), taken.count < 3 {
            if case .connected(let session, _, _, _, _)? = village.answer(1, .connect(pool, instance: nil)) {
                taken.append(session.shard)
                if session.shard == dying.shard { break }
            }
            _ = run(&village, for: .seconds(2), [(0, staying)])
        }
        #expect(taken.last == dying.shard)
        #expect(!taken.contains(staying.shard))
        #expect(village.now - crashedAt >= .seconds(10), "its bot might have run on until then")
        #expect(village.now - crashedAt < .seconds(10 + 20))
    }

    @Test("A home restarts and its sessions go on: no bot has to identify again", arguments: 1...6)
    func homeRestarts(seed: UInt64) throws {
        var village = village(seed: seed)
        let sessions = try (0..<3).map { try connect(&village, $0) }
        let bots = sessions.enumerated().map { (node: $0.offset, session: $0.element) }
        #expect(run(&village, for: .seconds(6), bots) == [Self.renewed])
        for node in 0..<3 {
            village.crash(node)
            village.run(for: .seconds(2))
            village.start(node)
            let said = run(&village, for: .seconds(10), bots)
            #expect(!said.contains(.notFound), "node \(node)")
            #expect(run(&village, for: .seconds(2), bots) == [Self.renewed])
        }
        for node in 0..<3 {
            #expect(shown(&village, node) == ["0 held node-0", "1 held node-1", "2 held node-2"])
        }
    }

    @Test("Cut off from the voters a home promises nothing, and a new bot is told to wait")
    func cutOff() throws {
        var village = village(seed: 4)
        let session = try connect(&village, 0)
        #expect(run(&village, for: .seconds(4), [(0, session)]) == [Self.renewed])
        village.side = [1, 0, 0]
        let cutAt = village.now
        #expect(village.answer(0, .beat(pool, session, SessionReport())) == Self.renewed)
        #expect(village.answer(0, .connect(pool, instance: nil)) == .unavailable(retryAfter: 1))
        var last = Self.renewed
        var promisedAt = cutAt
        while village.now - cutAt < .seconds(30), last != .notFound {
            let sentAt = village.now
            last = village.answer(0, .beat(pool, session, SessionReport())) ?? last
            if last == Self.renewed { promisedAt = sentAt }
            village.run(for: .seconds(1))
        }
        #expect(last == .notFound)
        #expect(promisedAt - cutAt < .seconds(4))
        #expect(village.now - promisedAt >= .seconds(10))
        // The others give the shard out once the promise and its grace are over.
        var answer = village.answer(1, .connect(pool, instance: nil))
        while village.now - cutAt < .seconds(40), answer.map({ $0.shard != session.shard }) ?? true {
            village.run(for: .seconds(1))
            answer = village.answer(1, .connect(pool, instance: nil)) ?? answer
        }
        #expect(answer?.shard == session.shard)
    }

    @Test("One node asks Discord, all learn the size, and the day's budget is kept")
    func discord() throws {
        let asking = ShardApplication(hasToken: true)
        var village = village(seed: 5, [asking])
        #expect(village.answer(1, .connect(asking.id, instance: nil))?.isUnavailable == true)
        let due = village.changes.compactMap { change -> Int? in
            if case .discordIsDue = change.change { change.node } else { nil }
        }
        let asked = try #require(due.first)
        let word = DiscordWord(
            recommendedShards: 3, buckets: 1, identifiesTotal: 1_000, identifiesLeft: 22,
            resetAt: WallTime(milliseconds: village.wall.milliseconds + 3_600_000), askedAt: village.wall)
        for node in Set(due) { village.discord(node, asking.id, word) }
        village.run(for: .seconds(10))
        var shards: [Int] = []
        var session: SessionID?
        for _ in 0..<12 where shards.count < 3 {
            if case .connected(let id, let shard, let all, _, _)? = village.answer(
                1, .connect(asking.id, instance: nil))
            {
                #expect(all == 3)
                shards.append(shard)
                session = id
            }
            village.run(for: .seconds(5))
            if shards.count == 2, let last = session {
                // The turn that came with its shard is over, and another would be one of the reserve.
                #expect(village.answer(1, .identify(asking.id, last)) == .unavailable(retryAfter: 60))
                #expect(village.answer(2, .identify(asking.id, last)) == .unavailable(retryAfter: 60))
                session = nil
            }
        }
        #expect(shards == [0, 1], "22 identifies are left, and 20 of them are a reserve")
        #expect(village.picture(2)?.pools.first?.discord?.identifiesLeft == 20)
        let before = village.changes.count
        village.run(for: .seconds(300))
        let again = village.changes[before...].filter {
            if case .discordIsDue = $0.change { true } else { false }
        }
        #expect(again.isEmpty, "it was asked at node \(asked) and answered")
    }

    @Test("A node that drains takes no session and hands its own back")
    func drain() throws {
        var village = village(seed: 6)
        let session = try connect(&village, 0)
        village.drain(0)
        #expect(village.answer(0, .connect(pool, instance: nil))?.isUnavailable == true)
        #expect(village.answer(0, .beat(pool, session, SessionReport())) == .notFound)
        village.run(for: .seconds(14))
        #expect(try connect(&village, 1).shard == session.shard)
    }

    @Test("An instance gets its own shard back, and its former session ends")
    func instance() throws {
        var village = village(seed: 7)
        let others = try (0..<2).map { try connect(&village, $0) }
        let former = try connect(&village, 2, instance: "bot-c")
        let next = try connect(&village, 1, instance: "bot-c")
        #expect(next.shard == former.shard)
        #expect(village.answer(2, .beat(pool, former, SessionReport())) == .notFound)
        #expect(village.answer(2, .beat(pool, next, SessionReport())) == Self.renewed)
        #expect(village.answer(1, .beat(pool, others[0], SessionReport())) == Self.renewed)
    }

    @Test("A pool that shrinks ends the sessions outside of it")
    func shrinks() throws {
        var village = village(seed: 8)
        let sessions = try (0..<3).map { _ in try connect(&village, 0) }
        #expect(run(&village, for: .seconds(4), sessions.map { (0, $0) }) == [Self.renewed])
        var settings = village.settings
        settings.applications = [ShardApplication(shards: 2, buckets: 4)]
        village.settings = settings
        village.crash(1)
        village.start(1)
        let said = run(&village, for: .seconds(8), sessions.map { (0, $0) })
        #expect(said.contains(.noShards))
        let answers = sessions.map { village.answer(0, .beat(pool, $0, SessionReport())) }
        #expect(answers == [Self.renewed, Self.renewed, .notFound], "the third heard 401 before")
    }

    @Test("A bot identifies at any node, in the turns of the fleet, and an unknown one is told so everywhere")
    func identifies() throws {
        var village = village(seed: 10, [ShardApplication(shards: 4, buckets: 1)])
        let session = try connect(&village, 0)
        for node in [1, 2, 0, 1] {
            let before = village.now
            let answer = village.answer(node, .identify(pool, session), atMost: .seconds(30))
            #expect(
                answer == .permit(seconds: 0.5), "at node \(node) after \((village.now - before).seconds) s")
            _ = village.answer(0, .beat(pool, session, SessionReport()))
        }
        #expect(village.answer(2, .disconnect(pool, session)) == .done)
        let stranger = SessionID(village.wall, random: [1, 2, 3, 4, 5, 6, 7, 8])
        for node in 0..<3 {
            #expect(village.answer(node, .identify(pool, session)) == .notFound)
            #expect(village.answer(node, .identify(pool, stranger)) == .notFound)
        }
    }

    @Test("Without an application there is no shard manager")
    func none() {
        var village = village(seed: 9, [])
        #expect(village.answer(0, .connect(pool, instance: nil))?.isUnavailable == true)
    }
}

extension ShardAnswer {
    fileprivate var isUnavailable: Bool { if case .unavailable = self { true } else { false } }

    fileprivate var shard: Int? {
        if case .connected(_, let shard, _, _, _) = self { shard } else { nil }
    }
}
