import GossipCore
import Testing

@testable import ViewerHTTP

@Suite("JSON and times")
struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("Commas stand between values and nowhere else")
    func commas() {
        let text = written { json in
            json.object { json in
                json.key("empty")
                json.array { _ in }
                json.key("nested")
                json.array { json in
                    json.object { _ in }
                    json.object { $0.field("a", 1) }
                    json.null()
                }
                json.field("flag", true)
                json.field("none", nil as String?)
            }
        }
        #expect(text == #"{"empty":[],"nested":[{},{"a":1},null],"flag":true,"none":null}"#)
    }

    @Test(
        "Text is escaped where it must be and left alone where it may",
        arguments: [
            ("plain", #""plain""#), ("", #""""#), ("a\"b\\c/d", #""a\"b\\c/d""#),
            ("\n\r\t", #""\n\r\t""#),
            ("\u{0}\u{1}\u{8}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u0008\\u001f\u{7F}\""),
            ("日本 \u{1F600} é\u{2028}", "\"日本 \u{1F600} é\u{2028}\""), ("e\u{301}", "\"e\u{301}\""),
        ])
    func text(value: String, expected: String) {
        #expect(written { $0.string(value) } == expected)
    }

    @Test(
        "Doubles are the shortest text that reads back, always with a point or an exponent",
        arguments: [
            (0, "0.0"), (-0.0, "0.0"), (12, "12.0"), (-12, "-12.0"), (0.1, "0.1"),
            (0.30000000000000004, "0.30000000000000004"),
            (1e22, "1e+22"), (1e-07, "1e-07"), (123456789012345, "123456789012345.0"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"), (1795251492.07, "1795251492.07"), (Double.leastNonzeroMagnitude, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
        ] as [(Double, String)])
    func doubles(value: Double, expected: String) {
        #expect(written { $0.number(value) } == expected)
        #expect(Double(expected) == value)
    }

    @Test("What is no finite number becomes one: JSON has no other")
    func notFinite() {
        #expect(written { $0.number(Double.nan) } == "0.0")
        #expect(written { $0.number(Double.infinity) } == "1.7976931348623157e+308")
        #expect(written { $0.number(-Double.infinity) } == "-1.7976931348623157e+308")
    }

    @Test("Integers of every width are written whole")
    func integers() {
        #expect(written { $0.number(UInt64.max) } == "18446744073709551615")
        #expect(written { $0.number(Int64.min) } == "-9223372036854775808")
        #expect(written { $0.number(0) } == "0")
        #expect(written { $0.number(10) } == "10")
    }

    @Test(
        "Times are right over leap years, centuries and the ends of their range",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (1_709_164_800_001, "2024-02-29T00:00:00.001Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (1_795_251_492_238, "2026-11-21T08:58:12.238Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (UInt64.max, "9999-12-31T23:59:59.999Z"),
        ] as [(UInt64, String)])
    func times(milliseconds: UInt64, expected: String) {
        let text = written { $0.object { $0.field("t", WallTime(milliseconds: milliseconds)) } }
        #expect(text == #"{"t":"\#(expected)"}"#)
    }

    @Test("The header Date is RFC 9110's")
    func httpDate() {
        #expect(
            Timestamp(WallTime(milliseconds: 784_111_777_000)).httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(
            Timestamp(WallTime(milliseconds: 1_795_251_492_238)).httpDate == "Sat, 21 Nov 2026 08:58:12 GMT")
    }
}
