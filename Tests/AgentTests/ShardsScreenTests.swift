import NIOHTTP1
import Testing

@testable import member_agent

@Suite("The shards in a terminal")
struct ShardsScreenTests {
    /// Eight shards: two held, one in grace, one lost, four free.
    private static let troubled = #"""
        {"generated_at": "2026-11-21T08:58:12.238Z", "applications": [{
          "name": "default", "total_shards": 8, "has_majority": true, "source": "setting", "wished_shards": 10,
          "should_grow": true, "recommended_shards": 10, "largest_guild_count": 2105,
          "identify": {"total": 1000, "left": 812, "reset_at": "2026-11-21T14:10:12.238Z"},
          "columns": ["shard_id", "state", "holder", "identity", "fleet", "number", "lease_seconds_left", "guilds",
            "latency_seconds"],
          "rows": [[0, "held", "node-a", "bot-1", "asia", 1, 48.5, 2105, 0.087],
            [1, "held", "node-b", null, null, null, 31, null, null],
            [2, "grace", "node-b", "bot-2", "asia", null, 9.0, 700, 0.1],
            [5, "lost", null, "bot-3", "asia", 3, 50.0, 900, 0.1]]}]}
        """#

    private func lines(
        _ document: String = troubled, _ selection: ShardsScreen.Selection = .init(), worstFirst: Bool = false
    ) throws -> [String] {
        let response = HTTPResponse(status: 200, headers: [:], body: Array(document.utf8))
        let answer = try NodeClient.decode(ShardsAnswer.self, from: response)
        return ShardsScreen(answer, selection).screen(worstFirst: worstFirst).lines.map(\.plain)
    }

    @Test("The first lines say how the pool stands, and each shard that somebody has has a line")
    func whole() throws {
        #expect(
            try lines() == [
                "1 of 8 shards is lost, 4 are free, 1 is in grace.",
                "812 of 1000 identifies left, counted anew in 5 h 12 min.",
                "The pool should grow from 8 to 10 shards: Discord recommends 10, the fullest has 2105 guilds of 2500.",
                "Free: 3 to 4, 6 to 7.",
                "",
                "SHARD  STATE     HELD BY     NODE    LEFT  GUILDS  LATENCY",
                "    0  held      asia #1     node-a  48 s    2105    87 ms",
                "    1  held      -           node-b  31 s       -        -",
                "    2  in grace  asia bot-2  node-b   9 s     700   100 ms",
                "    5  lost      asia #3     -       50 s     900   100 ms",
            ])
    }

    @Test("Where it is watched, what is worst comes first")
    func watched() throws {
        let shards = try lines(worstFirst: true).dropFirst(6).map { $0.prefix(8).filter(\.isNumber) }
        #expect(shards == ["5", "2", "0", "1"])
    }

    @Test("Free and lost shards are listed alone where only they are asked for")
    func selected() throws {
        let free = try lines(Self.troubled, .init(states: [.free]))
        #expect(!free.contains { $0.hasPrefix("Free:") })
        #expect(
            free.suffix(4).map { $0.prefix(11) } == [
                "    3  free", "    4  free", "    6  free", "    7  free",
            ])
        let lost = try lines(Self.troubled, .init(states: [.lost]))
        #expect(lost.last?.hasPrefix("    5  lost") == true)
        #expect(try lines(Self.troubled, .init(states: [.lost, .free])).count == free.count + 1)
    }

    @Test("A pool whose size nobody knows, and one without a majority, say so")
    func unknown() throws {
        let document = { (rest: String) in
            #"{"generated_at": "2026-11-21T08:58:12Z", "applications": [{"name": "default", "columns": [], "#
                + "\"rows\": [], \(rest)}]}"
        }
        #expect(
            try lines(document(#""total_shards": null"#)) == [
                "The size of the pool is not known: set --max-shards or BOT_TOKEN."
            ])
        #expect(
            try lines(document(#""total_shards": 2, "has_majority": false"#)).first
                == "2 of 2 shards are free. No majority of the voters is in reach: none can be given.")
    }

    @Test("An application that is not there, or none at all, is told in a sentence")
    func nobody() throws {
        #expect(
            try lines(Self.troubled, .init(application: "music")) == [
                "This node serves no application called music."
            ])
        let none = try lines(#"{"generated_at": "2026-11-21T08:58:12Z", "applications": []}"#)
        #expect(none.count == 1)
    }

    @Test("Several applications are told apart by their names")
    func several() throws {
        let one = #""total_shards": 1, "columns": [], "rows": []}"#
        let both = try lines(
            #"{"generated_at": "2026-11-21T08:58:12Z", "applications": [{"name": "a", "# + one
                + #", {"name": "b", "# + one + "]}")
        #expect(
            both == ["a", "1 of 1 shard is free.", "Free: 0.", "", "b", "1 of 1 shard is free.", "Free: 0."])
    }
}
