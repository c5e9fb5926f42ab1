import Foundation
import GossipCore
import Membership
import Testing

@Suite("Digests of real and hostile snapshots")
struct FixtureTests {
    @Test("A digest says what the oracle says", arguments: try Fixture.all())
    func digest(of fixture: Fixture) throws {
        let expected = try fixture.expected()
        let digest = try #require(try fixture.digest())

        var meter = RateMeter()
        let metrics = meter.metrics(of: digest, at: .zero).byKey
        #expect(Set(metrics.keys) == Set(expected.metrics.keys))
        for (key, value) in expected.metrics {
            if expected.anyFinite?.contains(key) == true {
                #expect(metrics[key]?.isFinite == true)
            } else {
                #expect(metrics[key] == value, "\(key)")
            }
        }
        #expect(digest.commandErrorsTotal == expected.totals.errors)
        #expect(digest.commandsTotal == expected.totals.commands)
        #expect(digest.interactionsTotal == expected.totals.interactions)
        #expect(digest.ratelimitsTotal == expected.totals.ratelimits)
        if expected.anyShards != true {
            #expect(digest.shards.map { Array($0.id.utf8) } == expected.shards.map { Array($0.id.utf8) })
            #expect(digest.shards.map(\.isUp) == expected.shards.map(\.up))
            #expect(digest.shards.map(\.latencySeconds) == expected.shards.map(\.latency))
        }
    }

    @Test("Rates between two snapshots are those of the oracle")
    func rates() throws {
        struct Interval: Decodable {
            var from, to: String
            var seconds: Int
            var interactionsRate, ratelimitsRate: Double

            enum CodingKeys: String, CodingKey {
                case from, to, seconds
                case interactionsRate = "interactions_rate"
                case ratelimitsRate = "ratelimits_rate"
            }
        }
        let data = try Data(contentsOf: Fixture.folder.appending(path: "rates.json"))
        let intervals = try JSONDecoder().decode([Interval].self, from: data)
        #expect(!intervals.isEmpty)
        for interval in intervals {
            var meter = RateMeter()
            let first = try #require(try Fixture(name: interval.from).digest())
            let second = try #require(try Fixture(name: interval.to).digest())
            _ = meter.metrics(of: first, at: .zero)
            let metrics = meter.metrics(of: second, at: .zero + .seconds(interval.seconds))
            #expect(metrics.interactionsRate == interval.interactionsRate)
            #expect(metrics.ratelimitsRate == interval.ratelimitsRate)
        }
    }

    @Test(
        "A heartbeat cut off at any byte is invalid JSON",
        arguments: ["real-plain-bot", "hostile-escaped-names"])
    func truncation(name: String) throws {
        let heartbeat = try Fixture(name: name).heartbeat
        for count in 0..<heartbeat.count {
            #expect(throws: BodyError.invalidJSON) {
                try HeartbeatBody.parse(heartbeat[..<count])
            }
        }
    }
}
