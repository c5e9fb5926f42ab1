import GossipCore
import Membership
import Testing

@Suite("The language of bodies is Python's JSON")
struct JSONScannerTests {
    /// Parses `value` in a place that is skipped, and in one that a digest reads.
    private func isAccepted(_ value: [UInt8]) -> Bool {
        let skipped = Array(#"{"identity": "x", "other": "#.utf8) + value + Array("}".utf8)
        let digested =
            Array(#"{"identity": "x", "snapshot": {"metrics": {"f": {"samples": [{"value": "#.utf8) + value
            + Array(#", "name": "discord_guilds"}]}}}}"#.utf8)
        let first = (try? HeartbeatBody.parse(skipped)) != nil
        let second = (try? HeartbeatBody.parse(digested)) != nil
        #expect(first == second)
        return first
    }

    @Test(
        "Values that Python reads are read",
        arguments: [
            "0", "-0", "10", "-1.5", "1e5", "1E+5", "1e-5", "0.10", "1e999", "NaN", "Infinity", "-Infinity",
            "true",
            "false", "null", "\"\"", #""\"\\\/\b\f\n\r\tA""#, #""\ud800""#, #""\uDFFF\uD800""#, "\"\u{7F}\"",
            "\"\u{E9}\u{20AC}\u{1F600}\u{10FFFF}\"", "[]", "{}", "[ ]", "{ }", " [1 ,\t2\r\n] ",
            #"{"a":{"b":[{}]}}"#,
            #"{"a":1,"a":2}"#, "[[],[[]]]", #"{"":0}"#,
        ])
    func accepted(value: String) {
        #expect(isAccepted(Array(value.utf8)))
    }

    @Test(
        "Values that Python refuses are refused",
        arguments: [
            "", "01", "-", "-a", "+1", "1.", ".5", "1e", "1e+", "0x10", "nan", "inf", "-NaN", "Nan",
            "infinity",
            "Infinit", "tru", "True", "nulll", "'a'", "\"", "\"\\x\"", #""\u12""#, #""\u12g4""#, #""\u+123""#,
            "\"a\nb\"", "\"\t\"", "\"\u{0}\"", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[}", "{]",
            "{",
            "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1"#, #"{"a" 1}"#, "{1:2}", "{a:1}", "1 2",
            "//", "\u{A0}1",
            "\u{B}1", "\u{FEFF}1", "[\u{C}]", "\u{0}",
        ])
    func refused(value: String) {
        #expect(!isAccepted(Array(value.utf8)))
    }

    @Test(
        "Text that is no UTF-8 is refused",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
            [0xE2, 0x82],
            [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        for padding in 0..<9 {
            let spaces = [UInt8](repeating: 0x20, count: padding)
            #expect(!isAccepted([quote] + spaces + bytes + [quote]))
            #expect(!isAccepted([quote] + bytes + spaces + [quote]))
        }
    }

    @Test("An empty body, a byte order mark and bytes after the value are refused")
    func wholeDocument() throws {
        for body in ["", " ", "\u{FEFF}{}", "{}{}", "{} x", "{}\u{0}", "\u{0}"] {
            #expect(throws: BodyError.invalidJSON) { try HeartbeatBody.parse(body) }
        }
        #expect(try HeartbeatBody.parse(" \n{\"identity\": \"x\"}\r\t ").identity == "x")
    }

    @Test("A control character or a quote is found at every place in a text")
    func everyPlace() {
        for length in 0..<40 {
            for place in 0..<length {
                var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                text[place] = 0x1F
                #expect(!isAccepted([0x22] + text + [0x22]))
                text[place] = 0x22
                #expect(!isAccepted([0x22] + text + [0x22]))
                text[place] = 0x7F
                #expect(isAccepted([0x22] + text + [0x22]))
            }
        }
    }

    @Test("Nesting is read to 1,024 levels, as deep as Python reads", arguments: ["[", #"{"a":"#])
    func nestingLimit(open: String) {
        let close = open == "[" ? "]" : "}"
        for (depth, isRead) in [(64, true), (65, true), (600, true), (1_024, true), (1_025, false)] {
            let inner = open == "[" ? "" : "1"
            let value = String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
            #expect(isAccepted(Array(value.utf8)) == isRead)
        }
    }

    @Test("Nesting of 100,000 levels is refused and harms nothing", arguments: ["[", #"{"a":"#, #"[{"a":"#])
    func deepNesting(open: String) {
        #expect(!isAccepted(Array(String(repeating: open, count: 100_000).utf8)))
        let objects = String(repeating: #"{"metrics":"#, count: 100_000)
        #expect(throws: BodyError.invalidJSON) { try HeartbeatBody.parse(#"{"snapshot":"# + objects) }
    }

    @Test("Brackets of two kinds do not close each other at any depth")
    func mixedBrackets() {
        for depth in [1, 63, 64, 65, 128, 129, 500] {
            var generator = SeededGenerator(seed: UInt64(depth))
            let kinds = (0..<depth).map { _ in generator.below(2) == 0 }
            let open = kinds.map { $0 ? #"{"k":"# : "[" }.joined()
            let close = kinds.reversed().map { $0 ? "}" : "]" }
            #expect(isAccepted(Array((open + "1" + close.joined()).utf8)))
            var wrong = close
            let place = generator.below(depth)
            wrong[place] = wrong[place] == "]" ? "}" : "]"
            #expect(!isAccepted(Array((open + "1" + wrong.joined()).utf8)))
        }
    }

    @Test("100,000 mutated heartbeats give a finite digest or an error")
    func mutations() throws {
        let seeds = try Fixture.all().map(\.heartbeat).filter { $0.count < 2_500 }
        #expect(seeds.count > 20)
        var generator = SeededGenerator(seed: 1)
        var accepted = 0
        for round in 0..<100_000 {
            let body = mutated(seeds[round % seeds.count], &generator)
            guard let digest = (try? HeartbeatBody.parse(body))?.digest else { continue }
            accepted += 1
            guard digest.isFinite, digest.shards.count <= 1_024 else {
                Issue.record("round \(round): \(String(decoding: body, as: UTF8.self))")
                return
            }
        }
        // The mutations must leave some bodies well-formed, or nothing behind the scanner was tried.
        #expect(accepted > 1_000)
    }

    /// A body with one to three places changed to bytes that mean something in JSON.
    private func mutated(_ body: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let words = [
            "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "9", "-", "e", ".", "1e308", "\\ud800", "\u{0}",
            " ",
        ]
        var body = body
        for _ in 0...generator.below(3) {
            let place = generator.below(body.count)
            switch generator.below(5) {
            case 0: body[place] = UInt8(generator.below(256))
            case 1: body.insert(contentsOf: words[generator.below(words.count)].utf8, at: place)
            case 2: body.removeSubrange(place..<min(place + 1 + generator.below(8), body.count - 1))
            case 3: body.insert(contentsOf: body[place..<min(place + 40, body.count)], at: place)
            default:
                let digits = body.indices.filter { (0x30...0x39).contains(body[$0]) }
                if !digits.isEmpty {
                    body[digits[generator.below(digits.count)]] = 0x30 + UInt8(generator.below(10))
                }
            }
        }
        return body
    }
}

extension SnapshotDigest {
    /// Whether no value left the doubles.
    var isFinite: Bool {
        let values = [
            latencySeconds, shardsUp, guilds, cachedUsers, durationP95Seconds, uptimeSeconds,
            interactionsTotal,
            ratelimitsTotal, commandErrorsTotal, commandsTotal,
        ]
        return values.allSatisfy(\.isFinite) && shards.allSatisfy { ($0.latencySeconds ?? 0).isFinite }
    }
}
