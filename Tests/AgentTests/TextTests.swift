import GossipCore
import Logging
import Synchronization
import Testing

@testable import member_agent

@Suite("Text for people and collectors")
struct TextTests {
    @Test(
        "Numbers are rounded to their places",
        arguments: [
            (0.0, 1, "0.0"), (0.05, 1, "0.1"), (12.345, 2, "12.35"), (-1.5, 0, "-2"), (999.96, 1, "1000.0"),
            (-0.01, 1, "0.0"), (.infinity, 1, "inf"),
        ] as [(Double, Int, String)])
    func fixed(value: Double, places: Int, text: String) {
        #expect(Figures.fixed(value, places: places) == text)
    }

    @Test(
        "Times that passed have two units at most",
        arguments: [
            (0.4, "0 s"), (59.9, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h"),
            (11_520, "3 h 12 min"), (86_400, "1 d"), (180_000, "2 d 2 h"), (-5, "0 s"), (.infinity, "0 s"),
        ] as [(Double, String)])
    func ages(seconds: Double, text: String) {
        #expect(Figures.age(seconds) == text)
    }

    @Test("Durations choose their unit")
    func durations() {
        #expect(Figures.duration(0.00042) == "0.4 ms")
        #expect(Figures.duration(0.087) == "87 ms")
        #expect(Figures.duration(1.25) == "1.25 s")
    }

    @Test("A path segment keeps unreserved characters and encodes the rest")
    func percentEncoding() {
        #expect(PercentEncoding.segment("node-1.a_b~") == "node-1.a_b~")
        #expect(PercentEncoding.segment("a/b c?é") == "a%2Fb%20c%3F%C3%A9")
    }

    @Test("A JSON line holds every field, escaped")
    func jsonLine() {
        let lines = Mutex<[String]>([])
        var handler = LineLogHandler(LogSettings(format: .json, level: .info)) { line in
            lines.withLock { $0.append(line) }
        }
        handler[metadataKey: "name"] = "quote \" back \\ line \n zero \u{0}"
        let log = Logger(label: "test") { _ in handler }
        log.notice("hello", metadata: ["number": "7"])
        log.debug("not shown")
        let written = lines.withLock { $0 }
        #expect(written.count == 1)
        #expect(written[0].hasPrefix(#"{"time":""#))
        #expect(
            written[0].hasSuffix(
                #""level":"notice","message":"hello","name":"quote \" back \\ line \n zero \u0000","number":"7"}"#
            ))
    }

    @Test("A text line stays one line, whatever a name holds")
    func textLine() {
        let lines = Mutex<[String]>([])
        let handler = LineLogHandler(LogSettings(format: .text, level: .info)) { line in
            lines.withLock { $0.append(line) }
        }
        let log = Logger(label: "test") { _ in handler }
        log.error("bad\nname", metadata: ["name": "x\ny"])
        let written = lines.withLock { $0 }
        #expect(written.count == 1)
        #expect(written[0].hasSuffix("ERROR bad\u{FFFD}name name=x\u{FFFD}y"))
    }

    @Test("A throttle lets a subject through once in its period, each subject for itself")
    func throttle() {
        var throttle = LogThrottle(period: .seconds(60))
        let start = Instant(nanoseconds: 1)
        let asked: [(String, Int, Bool)] = [
            ("a", 0, true), ("a", 59, false), ("b", 59, true), ("a", 60, true),
        ]
        for (subject, second, isAllowed) in asked {
            let answer = throttle.allows(subject, at: start + .seconds(second))
            #expect(answer == isAllowed)
        }
    }
}
