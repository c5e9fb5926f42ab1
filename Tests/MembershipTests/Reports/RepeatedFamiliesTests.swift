import Membership
import Testing

@Suite("The last of a repeated family counts")
struct RepeatedFamiliesTests {
    private func guilds(_ snapshot: String) throws -> Double {
        let body = #"{"identity": "x", "snapshot": "# + snapshot + "}"
        return try #require(try HeartbeatBody.parse(body).digest).guilds
    }

    private func family(_ name: String, _ value: Int) -> String {
        #""\#(name)": {"samples": [{"name": "discord_guilds", "value": \#(value)}]}"#
    }

    @Test("A repeated snapshot, metrics, family or list of samples replaces the former")
    func repetition() throws {
        let once = "{\"metrics\": {" + family("a", 1) + "}}"
        #expect(try guilds(once + #", "snapshot": "# + once) == 1)
        #expect(
            try guilds("{\"metrics\": {" + family("a", 1) + "}, \"metrics\": {" + family("b", 2) + "}}") == 2)
        #expect(try guilds("{\"metrics\": {" + family("a", 1) + "}, \"metrics\": 5}") == 0)
        #expect(
            try guilds(
                "{\"metrics\": {" + [family("a", 1), family("b", 2), family("a", 4)].joined(separator: ",")
                    + "}}") == 6)
        #expect(try guilds("{\"metrics\": {" + family("a", 1) + ", \"a\": null}}") == 0)
        #expect(try guilds("{\"metrics\": {" + family("a", 1) + #","\u0061": {"samples": []}}}"#) == 0)
        let samples = #""samples": [{"name": "discord_guilds", "value": 8}]"#
        #expect(try guilds(#"{"metrics": {"a": {\#(samples), \#(samples)}}}"#) == 8)
        #expect(try guilds(#"{"metrics": {"a": {\#(samples), "samples": 0}}}"#) == 0)
    }

    @Test("Families that no UTF-8 can name are told apart")
    func surrogates() throws {
        #expect(
            try guilds(
                "{\"metrics\": {"
                    + [family(#"\ud800"#, 1), family(#"\ud801"#, 2), family(#"\ud800"#, 4)].joined(
                        separator: ",") + "}}") == 6)
    }

    @Test("Thousands of families are read exactly")
    func manyFamilies() throws {
        let families = (0..<3_000).map { family("f\($0)", 1) } + [family("f7", 5), family("f2999", 7)]
        #expect(try guilds("{\"metrics\": {" + families.joined(separator: ",") + "}}") == 2_998 + 5 + 7)
    }
}
