import Membership
import Testing

@Suite("A snapshot becomes nine metrics, totals and shards")
struct SnapshotDigestTests {
    /// The digest of a snapshot with `samples` in one family.
    private func digest(_ samples: String..., namespace: String = "discord") throws -> SnapshotDigest {
        try digest(
            metrics: #"{"f": {"type": "x", "samples": ["# + samples.joined(separator: ", ") + "]}}", namespace
        )
    }

    private func digest(metrics: String, _ namespace: String = "discord") throws -> SnapshotDigest {
        let body = Array((#"{"identity": "x", "snapshot": {"metrics": "# + metrics + "}}").utf8)
        return try #require(
            try HeartbeatBody.parse(body.span.bytes, names: SampleNames(namespace: namespace)).digest)
    }

    private func sample(_ name: String, _ value: String, _ labels: String = "{}") -> String {
        #"{"name": "discord_\#(name)", "labels": \#(labels), "value": \#(value)}"#
    }

    private func bucket(_ bound: String, _ count: String) -> String {
        sample("app_command_duration_seconds_bucket", count, #"{"command": "c", "le": "# + bound + "}")
    }

    @Test("A sum adds every sample of its name, and nothing else")
    func sums() throws {
        let sums: [(String, WritableKeyPath<SnapshotDigest, Double>)] = [
            ("shard_up", \.shardsUp), ("guilds", \.guilds), ("cached_users", \.cachedUsers),
            ("interactions_total", \.interactionsTotal), ("ratelimits_total", \.ratelimitsTotal),
            ("command_errors_total", \.commandErrorsTotal), ("app_commands_total", \.commandsTotal),
            ("commands_total", \.commandsTotal),
        ]
        for (name, value) in sums {
            let digest = try digest(
                sample(name, "2"), sample("other", "100"), sample(name, "0.5"), sample(name, "NaN"))
            var expected = SnapshotDigest()
            expected[keyPath: value] = 2.5
            #expect(digest == expected, "\(name)")
        }
    }

    @Test("A maximum takes the largest sample, also below zero")
    func maxima() throws {
        let maxima: [(String, WritableKeyPath<SnapshotDigest, Double>)] = [
            ("shard_latency_seconds", \.latencySeconds), ("uptime_seconds", \.uptimeSeconds),
        ]
        for (name, value) in maxima {
            var expected = SnapshotDigest()
            expected[keyPath: value] = 3
            let positive = ["0.25", "3", "2", "Infinity"].map { sample(name, $0) }
            #expect(try digest(positive.joined(separator: ",")) == expected)
            expected[keyPath: value] = -2
            #expect(try digest(sample(name, "-3"), sample(name, "-2")) == expected)
        }
    }

    @Test("Commands are those of both kinds together")
    func commands() throws {
        #expect(
            try digest(sample("app_commands_total", "8"), sample("commands_total", "2")).commandsTotal == 10)
    }

    @Test(
        "A name must match to the letter",
        arguments: [
            "discord_guild", "discord_guildsx", "discord_guilds_total", "Discord_guilds", "discord_Guilds",
            "guilds",
            "discord-guilds", "xdiscord_guilds", "discord_", "discord", "", "twitch_guilds",
        ])
    func otherNames(name: String) throws {
        #expect(try digest(#"{"name": "\#(name)", "value": 1}"#) == SnapshotDigest())
    }

    @Test("The namespace is the operator's", arguments: ["a", "my_bot", "", "\u{E9}"])
    func namespace(namespace: String) throws {
        let sample = #"{"name": "\#(namespace)_guilds", "value": 4}"#
        #expect(try digest(sample, namespace: namespace).guilds == 4)
        #expect(try digest(sample).guilds == 0)
    }

    @Test("Keys of a sample come in any order and spelling; the last of a repeated one counts")
    func keyOrder() throws {
        let samples = [
            #"{"value": 1, "labels": {}, "name": "discord_guilds"}"#,
            #"{"labels": {}, "x": [1, {"name": "no"}], "value": 2, "name": "discord_guilds"}"#,
            #"{"n\u0061me": "discord\u005fguilds", "valu\u0065": 4}"#,
            #"{"name": "no", "value": 900, "name": "discord_guilds", "value": 8}"#,
            #"{"name": "discord_guilds", "value": 900, "name": "no"}"#,
            #"{"name": "discord_guilds", "value": 900, "value": null}"#,
        ]
        #expect(try digest(samples.joined(separator: ",")).guilds == 15)
    }

    @Test(
        "A value may be a number or a number as text",
        arguments: [
            ("12", 12), ("-0.5", -0.5), ("1e3", 1_000), ("\"12\"", 12), ("\" 1.5e1 \\n\"", 15), ("\"+3\"", 3),
            ("\"\\u0031\\u002e5\"", 1.5),
            ("\".5\"", 0.5), ("\"5.\"", 5), ("true", 1), ("false", 0), ("0.1", 0.1),
            ("0.30000000000000004", 0.30000000000000004),
            ("1795251492.0712345", 1795251492.0712345), ("9007199254740993", 9007199254740992),
            ("1e23", 1e23),
            ("123456789012345678901234567890", 1.2345678901234568e29),
            ("5e-324", .leastNonzeroMagnitude),
            ("1.7976931348623157e308", 1.7976931348623157e308),
            ("2.2250738585072014e-308", 2.2250738585072014e-308),
            ("1e-400", 0), ("0.000000000000000000000000000000000001", 1e-36),
            ("100000000000000000000000", 1e23),
            ("\"00000000000000000000000000000000000000.5e1\"", 5),
        ] as [(String, Double)])
    func values(json: String, value: Double) throws {
        #expect(try digest(sample("guilds", json)).guilds == value)
    }

    @Test(
        "A value that is no finite number is skipped and costs nothing else",
        arguments: [
            "null", "[]", "{}", "[5]", "\"\"", "\" \"", "\"x\"", "\"1 2\"", "\"1e\"", "\"--1\"", "\"0x10\"",
            "\"1_000\"", "\"+-1\"",
            "\".\"",
            "\"1.2.3\"", "\"e5\"", "\"NaN\"", "\"inf\"", "NaN", "Infinity", "-Infinity", "1e309", "-1e309",
            "\"1e309\"",
            "\"\\ud800\"", "\"\\u0000\"",
        ])
    func malformedValues(json: String) throws {
        let digest = try digest(sample("guilds", "3"), sample("guilds", json), sample("guilds", "4"))
        #expect(digest.guilds == 7)
    }

    @Test("Integers of hundreds and of thousands of digits harm nothing")
    func hugeIntegers() throws {
        for digits in [309, 400, 513, 5_000, 1_000_000] {
            let huge = String(repeating: "9", count: digits)
            #expect(try digest(sample("guilds", huge), sample("guilds", "4")).guilds == 4)
        }
    }

    @Test("Sums that leave the doubles stay finite")
    func overflow() throws {
        for name in [
            "guilds", "app_commands_total", "commands_total", "command_errors_total", "interactions_total",
        ] {
            #expect(try digest(sample(name, "1.5e308"), sample(name, "1.5e308")).isFinite)
            #expect(try digest(sample(name, "-1.5e308"), sample(name, "-1.5e308")).isFinite)
        }
        let both = try digest(sample("app_commands_total", "1.7e308"), sample("commands_total", "1.7e308"))
        #expect(both.commandsTotal == .greatestFiniteMagnitude)
        let buckets = try digest(bucket("\"1\"", "1e308"), bucket("\"1\"", "1e308"), bucket("\"2\"", "1e308"))
        #expect(buckets.durationP95Seconds == 1)
    }

    @Test(
        "The 95th percentile is the bound of the bucket that holds it",
        arguments: [
            (["0.5", "1", "+Inf"], ["95", "100", "100"], 0.5),
            (["0.5", "1", "+Inf"], ["94", "100", "100"], 1),
            (["0.5", "1", "+Inf"], ["1", "2", "100"], 1), (["0.5", "1"], ["1", "2"], 1),
            (["+Inf"], ["100"], 0),
            (["0.5", "1", "+Inf"], ["0", "0", "0"], 0), (["1", "0.5", "Inf"], ["100", "95", "100"], 0.5),
        ] as [([String], [String], Double)])
    func percentile(bounds: [String], counts: [String], expected: Double) throws {
        let buckets = zip(bounds, counts).map { bucket("\"\($0)\"", $1) }
        #expect(try digest(buckets.joined(separator: ",")).durationP95Seconds == expected)
    }

    @Test("Buckets of all series are summed by their bound")
    func series() throws {
        // 100 of one series within 0.5 s, 100 of the other within 2.5 s: 95 % need 2.5 s.
        let digest = try digest(
            bucket("\"0.5\"", "100"), bucket("\"2.5\"", "100"), bucket("\"+Inf\"", "100"),
            bucket("\"0.5\"", "0"), bucket("\"2.5\"", "100"), bucket("\"+Inf\"", "100"))
        #expect(digest.durationP95Seconds == 2.5)
    }

    @Test("More bounds than any histogram has are left out, the total is not")
    func manyBounds() throws {
        let many = (1...1_000).map { bucket("\"\($0)\"", "\($0)") }.joined(separator: ",")
        #expect(try digest(many, bucket("\"+Inf\"", "100")).durationP95Seconds == 95)
    }

    @Test("A shard is up from 1 on, and one that only has a latency counts as up")
    func shards() throws {
        let digest = try digest(
            sample("shard_latency_seconds", "0.25", #"{"shard": "10"}"#),
            sample("shard_up", "1", #"{"shard": "2"}"#),
            sample("shard_up", "0.5", #"{"shard": "1"}"#),
            sample("shard_latency_seconds", "0.5", #"{"shard": "1"}"#),
            sample("shard_latency_seconds", "Infinity", #"{"shard": "2"}"#))
        #expect(
            digest.shards == [
                DiscordShard(id: "1", isUp: false, latencySeconds: 0.5),
                DiscordShard(id: "2", isUp: true, latencySeconds: nil),
                DiscordShard(id: "10", isUp: true, latencySeconds: 0.25),
            ])
        #expect(digest.shardsUp == 1.5)
    }

    @Test("A shard's last sample counts")
    func repeatedShard() throws {
        let labels = #"{"shard": "0"}"#
        let digest = try digest(sample("shard_up", "1", labels), sample("shard_up", "0", labels))
        #expect(digest.shards.map(\.isUp) == [false])
    }

    @Test(
        "A shard whose label cannot be shown counts, but is not listed",
        arguments: [
            "7", "null", "[]", #""\ud800""#, #""a\u0000""#, "\"" + String(repeating: "7", count: 65) + "\"",
            "\"" + String(repeating: "\u{E9}", count: 33) + "\"",
        ])
    func unlistedShard(label: String) throws {
        let digest = try digest(sample("shard_up", "1", #"{"shard": \#(label)}"#))
        #expect(digest.shards.isEmpty)
        #expect(digest.shardsUp == 1)
    }

    @Test("The first 1,024 shards are listed, all are counted")
    func manyShards() throws {
        let many = (0..<1_500).reversed().map { sample("shard_up", "1", #"{"shard": "\#($0)"}"#) }
        let digest = try digest(many.joined(separator: ","))
        #expect(digest.shardsUp == 1_500)
        #expect(digest.shards.map(\.id) == (476..<1_500).map(String.init))
    }

    @Test(
        "What is not of the expected type is stepped over",
        arguments: [
            "null", "[]", "7", #"{"f": null}"#, #"{"f": []}"#, #"{"f": {"samples": null}}"#,
            #"{"f": {"samples": {}}}"#,
            #"{"f": {"samples": [null, 1, "x", [], [{"name": "discord_guilds", "value": 1}]]}}"#,
            #"{"f": {"samples": [{"name": ["discord_guilds"], "value": 1}, {"name": 5, "value": 1}, {}]}}"#,
            #"{"f": {"other": [{"name": "discord_guilds", "value": 1}]}}"#,
        ])
    func otherTypes(metrics: String) throws {
        #expect(try digest(metrics: metrics) == SnapshotDigest())
    }
}
