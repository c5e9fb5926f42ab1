/// The body of `POST /beat`: `{"session_id", "guild_count"?, "latency"?, "extra"?}`, in any order, others ignored; of a
/// repeated key the last counts. What is omitted or null is unknown from then on.
///
/// As lax as the original, whose framework is pydantic 1: "7" is 7 and "0.12" is 0.12.
public struct BeatBody: Hashable, Sendable {
    /// nil where it is no ULID, so that no session has this name.
    public var session: SessionID?
    public var report: SessionReport

    public init(session: SessionID?, report: SessionReport) {
        self.session = session
        self.report = report
    }

    /// - Parameter body: JSON as it came; a form is handed in as an object of texts.
    public static func parse(_ body: RawSpan) throws(BeatProblems) -> BeatBody {
        try body.withUnsafeBytes { bytes throws(BeatProblems) in
            var scanner = JSONScanner(bytes)
            var session: JSONScalar?
            var guilds = JSONScalar.null
            var latency = JSONScalar.null
            var extra = 0..<0
            do throws(BodyError) {
                try scanner.readBody { scanner, key throws(JSONError) in
                    _ = scanner.peek()
                    let start = scanner.offset
                    let value = try scanner.scalar()
                    if scanner.text(key, is: "session_id") { session = value }
                    if scanner.text(key, is: "guild_count") { guilds = value }
                    if scanner.text(key, is: "latency") { latency = value }
                    if scanner.text(key, is: "extra") {
                        extra = value == .null ? 0..<0 : start..<scanner.offset
                    }
                }
            } catch .notAnObject {
                throw BeatProblems([.notAnObject])
            } catch {
                throw BeatProblems([bytes.isEmpty ? .empty : .notJSON(offset: scanner.offset)])
            }
            return try Self.body(scanner, session, guilds, latency, extra)
        }
    }

    private static func body(
        _ scanner: JSONScanner, _ session: JSONScalar?, _ guilds: JSONScalar, _ latency: JSONScalar,
        _ extra: Range<Int>
    ) throws(BeatProblems) -> BeatBody {
        var body = BeatBody(session: nil, report: SessionReport())
        var problems: [BeatProblem] = []
        do throws(BeatProblem) { body.session = try scanner.session(session) } catch {
            problems.append(error)
        }
        do throws(BeatProblem) { body.report.guilds = try scanner.guilds(guilds) } catch {
            problems.append(error)
        }
        do throws(BeatProblem) { body.report.latency = try scanner.latency(latency) } catch {
            problems.append(error)
        }
        if let text = scanner.compacted(extra, bytesMax: SessionReport.extraBytesMax) {
            body.report.extra = text
        } else {
            problems.append(.tooLong)
        }
        guard problems.isEmpty else { throw BeatProblems(problems) }
        return body
    }
}

/// The fields of a beat, each as pydantic 1 reads it.
extension JSONScanner {
    private static let sessionBytesMax = 26

    /// - Returns: nil for what is no ULID: another text, or a number, which pydantic takes as its text.
    fileprivate func session(_ value: JSONScalar?) throws(BeatProblem) -> SessionID? {
        switch value {
        case nil: throw .missing
        case .null: throw .null
        case .container: throw .notText
        case .number, .notFinite, .bool: return nil
        case .text(let text):
            // An escape is at most six bytes for one: 4 MiB are not decoded.
            guard text.range.count <= Self.sessionBytesMax * 6 else { return nil }
            return string(text).flatMap { SessionID($0) }
        }
    }

    /// Python's `int()`: a fraction loses what is behind the point, a text must be a whole number.
    fileprivate func guilds(_ value: JSONScalar) throws(BeatProblem) -> UInt64? {
        switch value {
        case .null: return nil
        case .bool(let flag): return flag ? 1 : 0
        case .number(let range, isInteger: true): return try wholeNumber(range)
        case .number(_, isInteger: false):
            guard let number = double(value) else { throw .notInteger }
            guard number > -1 else { throw .negative }
            guard let whole = UInt64(exactly: number.rounded(.towardZero)) else { throw .notInteger }
            return whole
        case .text(let text):
            guard !text.hasEscapes else { throw .notInteger }
            return try wholeNumber(trimmed(text.range))
        case .notFinite, .container: throw .notInteger
        }
    }

    /// Seconds, as microseconds.
    /// - Returns: nil also for what no clock measured: discord.py says NaN or infinity before its first heartbeat.
    fileprivate func latency(_ value: JSONScalar) throws(BeatProblem) -> UInt64? {
        switch value {
        case .null, .notFinite: return nil
        case .container: throw .notNumber
        case .number, .bool: return double(value).flatMap(Self.microseconds)
        case .text(let text):
            if let seconds = double(value) { return Self.microseconds(seconds) }
            // Python's `float()` also reads `nan`, `-inf` and what is over the doubles.
            guard text.range.count <= Self.numberBytesMax,
                let number = Double(String(decoding: bytes[trimmed(text.range)], as: UTF8.self)),
                !number.isFinite
            else { throw .notNumber }
            return nil
        }
    }

    private static func microseconds(_ seconds: Double) -> UInt64? {
        UInt64(exactly: (seconds * 1_000_000).rounded())
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        func isSpace(_ byte: UInt8) -> Bool { byte == Ascii.space || (0x09...0x0D).contains(byte) }
        var range = range
        while let first = range.first, isSpace(bytes[first]) { range.removeFirst() }
        while let last = range.last, isSpace(bytes[last]) { range.removeLast() }
        return range
    }

    private func wholeNumber(_ range: Range<Int>) throws(BeatProblem) -> UInt64 {
        var digits = range
        let isNegative = range.first.map { bytes[$0] == Ascii.minus } == true
        if isNegative || range.first.map({ bytes[$0] == Ascii.plus }) == true { digits.removeFirst() }
        guard !digits.isEmpty else { throw .notInteger }
        var number: UInt64 = 0
        var isOver = false
        for index in digits {
            guard Ascii.isDigit(bytes[index]) else { throw .notInteger }
            let (ten, overTen) = number.multipliedReportingOverflow(by: 10)
            let (next, overNext) = ten.addingReportingOverflow(UInt64(bytes[index] - UInt8(ascii: "0")))
            isOver = isOver || overTen || overNext
            number = next
        }
        if isNegative, number > 0 || isOver { throw .negative }
        guard !isOver else { throw .notInteger }
        return number
    }
}
