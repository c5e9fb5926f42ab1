import Membership
import Testing

@Suite("The body of a bot's beat")
struct BeatBodyTests {
    private static let session = "01KAK9M3T2ZZZZZZZZZZZZ0007"

    /// A beat with these further members.
    private func parse(_ members: String) throws(BeatProblems) -> BeatBody {
        let text = #"{"session_id": "\#(Self.session)", \#(members)}"#
        return try BeatBody.parse(Array(text.utf8).span.bytes)
    }

    private func problems(_ text: String) -> [BeatProblem] {
        do throws(BeatProblems) {
            _ = try BeatBody.parse(Array(text.utf8).span.bytes)
            return []
        } catch { return error.all }
    }

    @Test(
        "A guild count is read as Python's int() reads it",
        arguments: [
            ("7", 7), (#""7""#, 7), (#"" +7 ""#, 7), ("7.9", 7), ("1e3", 1_000), ("-0", 0), ("-0.5", 0),
            ("true", 1), (#""007""#, 7), ("18446744073709551615", UInt64.max), ("null", nil),
        ] as [(String, UInt64?)])
    func guilds(text: String, value: UInt64?) throws {
        #expect(try self.parse(#""guild_count": \#(text)"#).report.guilds == value)
    }

    @Test(
        "What is no count is refused, and so is a negative one",
        arguments: [
            ("-1", .negative), (#""-1""#, .negative), ("-1.5", .negative),
            ("-99999999999999999999", .negative),
            ("18446744073709551616", .notInteger), ("1e300", .notInteger), ("NaN", .notInteger),
            (#""7.0""#, .notInteger), (#""""#, .notInteger), (#""-""#, .notInteger), (#""7x""#, .notInteger),
            ("[7]", .notInteger), ("{}", .notInteger),
        ] as [(String, BeatProblem)])
    func badGuilds(text: String, problem: BeatProblem) {
        #expect(problems(#"{"session_id": "x", "guild_count": \#(text)}"#) == [problem])
    }

    @Test(
        "A latency is kept in microseconds, and what no clock measured is unknown",
        arguments: [
            ("0.0421", 42_100), (#""0.12""#, 120_000), ("3", 3_000_000), ("1e-7", 0), ("NaN", nil),
            ("Infinity", nil), ("-Infinity", nil), (#""nan""#, nil), (#"" inf ""#, nil),
            (#""-Infinity""#, nil),
            ("1e999", nil), (#""1e999""#, nil), ("-0.2", nil), ("1e15", nil), ("null", nil),
        ] as [(String, UInt64?)])
    func latency(text: String, value: UInt64?) throws {
        #expect(try self.parse(#""latency": \#(text)"#).report.latency == value)
    }

    @Test("What is no latency is refused", arguments: [#""fast""#, #""""#, "[]", #""0x1p3""#, #""1 2""#])
    func badLatency(text: String) {
        #expect(problems(#"{"session_id": "x", "latency": \#(text)}"#) == [.notNumber])
    }

    @Test(
        "Extra data is kept as JSON without white space, in which NaN and infinities are null",
        arguments: [
            (#" { "a b" : [ 1 , -2.5e3 ] } "#, #"{"a b":[1,-2.5e3]}"#), ("null", ""), ("\"\"", "\"\""),
            (#""N \" I -I""#, #""N \" I -I""#), ("[NaN, Infinity,-Infinity, -1]", "[null,null,null,-1]"),
            ("\n7\t", "7"), (#"{"k\\": "\\"}"#, #"{"k\\":"\\"}"#),
        ])
    func extra(text: String, kept: String) throws {
        let report = try parse(#""extra": \#(text)"#).report
        #expect(String(decoding: report.extra, as: UTF8.self) == kept)
        #expect(report.extraJSON == (kept.isEmpty ? nil : Array(kept.utf8)))
    }

    @Test("Extra data of 512 bytes is kept, of one more refused")
    func longExtra() throws {
        let text = "\"" + String(repeating: "x", count: 510) + "\""
        #expect(try self.parse(#""extra": [        ], "extra": \#(text)"#).report.extra == Array(text.utf8))
        #expect(problems(#"{"session_id": "x", "extra": [\#(text)]}"#) == [.tooLong])
    }

    @Test(
        "Extra data of another member that is no JSON is not shown",
        arguments: ["{", "1 2", "\"a", "nul", "\u{1}"])
    func foreignExtra(text: String) {
        var report = SessionReport()
        report.extra = Array(text.utf8)
        #expect(report.extraJSON == nil)
    }

    @Test("Of a repeated key the last counts, others are ignored, and keys may be escaped")
    func keys() throws {
        let body = try parse(#""guild_count": 1, "x": {"guild_count": 5}, "guild\u005fcount": 2"#)
        #expect(body.report.guilds == 2)
        #expect(body.session == SessionID(Self.session))
    }

    @Test(
        "A session is a text; another than a ULID is nobody's",
        arguments: [
            (#"{"session_id": null}"#, [.null]), (#"{"session_id": []}"#, [.notText]), ("{}", [.missing]),
            ("", [.empty]), ("nope", [.notJSON(offset: 0)]),
            (#"{"session_id": "x"} x"#, [.notJSON(offset: 20)]),
            ("7", [.notAnObject]),
        ] as [(String, [BeatProblem])])
    func badSession(text: String, expected: [BeatProblem]) {
        #expect(problems(text) == expected)
    }

    @Test(
        "Names of sessions that none has cost no beat",
        arguments: ["\"x\"", "7", "true", "NaN", #""\ud800""#])
    func foreignSession(text: String) throws {
        #expect(try BeatBody.parse(Array(#"{"session_id": \#(text)}"#.utf8).span.bytes).session == nil)
    }

    @Test("All that is wrong is told at once")
    func several() {
        let body = #"{"guild_count": -1, "latency": "x", "extra": "\#(String(repeating: "x", count: 600))"}"#
        #expect(problems(body) == [.missing, .negative, .notNumber, .tooLong])
    }
}
