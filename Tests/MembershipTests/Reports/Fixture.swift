import Foundation
import Membership

/// A snapshot of `Fixtures/` with what the oracle made of it: the real Argus library wrote the
/// snapshots, and a program of its own applied CONTRACT.md's table.
struct Fixture: CustomStringConvertible, Sendable {
    let name: String
    let snapshot: [UInt8]

    var description: String { name }

    /// Every fixture, by name.
    static func all() throws -> [Fixture] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.filter { $0.lastPathComponent.hasSuffix(".snapshot.json") }
            .map { $0.lastPathComponent.replacingOccurrences(of: ".snapshot.json", with: "") }
            .sorted().map(Fixture.init(name:))
    }

    static let folder = (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "Fixtures")

    init(name: String) throws {
        self.name = name
        snapshot = try Array(Data(contentsOf: Self.folder.appending(path: name + ".snapshot.json")))
    }

    /// The heartbeat that brings the snapshot.
    var heartbeat: [UInt8] { Array(#"{"identity": "bot-1", "snapshot": "#.utf8) + snapshot + Array("}".utf8) }

    func digest() throws -> SnapshotDigest? {
        try HeartbeatBody.parse(heartbeat).digest
    }

    func expected() throws -> Expected {
        var text = try String(
            contentsOf: Self.folder.appending(path: name + ".expected.json"), encoding: .utf8)
        // Foundation refuses a lone surrogate; where it stands, the list of shards is free.
        if text.contains("any_shards") { text = text.replacingOccurrences(of: "\\ud800", with: "?") }
        return try JSONDecoder().decode(Expected.self, from: Data(text.utf8))
    }

    struct Expected: Decodable {
        var metrics: [String: Double?]
        var totals: Totals
        var shards: [Shard]
        /// Metrics that may have any finite value.
        var anyFinite: [String]?
        /// Whether the list of shards is free.
        var anyShards: Bool?

        enum CodingKeys: String, CodingKey {
            case metrics, totals, shards
            case anyFinite = "any_finite"
            case anyShards = "any_shards"
        }

        struct Totals: Decodable {
            var errors: Double
            var commands: Double
            var interactions: Double
            var ratelimits: Double
        }

        struct Shard: Decodable {
            var id: String
            var up: Bool
            var latency: Double?

            enum CodingKeys: String, CodingKey {
                case id = "shard_id"
                case up, latency
            }
        }
    }
}

extension Metrics {
    /// By the keys of CONTRACT.md's table.
    var byKey: [String: Double] {
        [
            "latency_seconds": latencySeconds, "shards_up": shardsUp, "guilds": guilds,
            "cached_users": cachedUsers, "interactions_rate": interactionsRate, "error_rate": errorRate,
            "duration_p95_seconds": durationP95Seconds, "ratelimits_rate": ratelimitsRate,
            "uptime_seconds": uptimeSeconds,
        ]
    }
}

extension HeartbeatBody {
    /// Parses a copy of `bytes` with the default namespace.
    static func parse(_ bytes: some Sequence<UInt8>) throws(BodyError) -> HeartbeatBody {
        let bytes = Array(bytes)
        return try parse(bytes.span.bytes, names: SampleNames(namespace: "discord"))
    }

    static func parse(_ text: String) throws(BodyError) -> HeartbeatBody { try parse(text.utf8) }
}

extension RegisterBody {
    /// Parses a copy of `bytes`.
    static func parse(_ bytes: some Sequence<UInt8>) throws(BodyError) -> Registration {
        let bytes = Array(bytes)
        return try parse(bytes.span.bytes)
    }

    static func parse(_ text: String) throws(BodyError) -> Registration { try parse(text.utf8) }
}
