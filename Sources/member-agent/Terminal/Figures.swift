/// Numbers as a person reads them in a table.
enum Figures {
    /// Seconds as `0.4 ms`, `87 ms` or `1.25 s`.
    static func duration(_ seconds: Double) -> String {
        let milliseconds = seconds * 1_000
        if milliseconds < 10 { return "\(fixed(milliseconds, places: 1)) ms" }
        if milliseconds < 1_000 { return "\(fixed(milliseconds, places: 0)) ms" }
        return "\(fixed(seconds, places: 2)) s"
    }

    /// A time that passed, in whole units, two at most: `12 s`, `3 min`, `3 h 12 min`, `5 d 2 h`.
    static func age(_ seconds: Double) -> String {
        let left = seconds.isFinite ? Int(max(0, min(seconds, 1e12))) : 0
        if left < 60 { return "\(left) s" }
        if left < 3_600 { return "\(left / 60) min" }
        let (unit, size, small, smallSize) =
            left < 86_400 ? ("h", 3_600, "min", 60) : ("d", 86_400, "h", 3_600)
        let rest = left % size / smallSize
        return "\(left / size) \(unit)" + (rest > 0 ? " \(rest) \(small)" : "")
    }

    static func plural(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    static func count(_ value: Double) -> String { fixed(value, places: 0) }

    /// As an operator types it: `60`, `2.5`.
    static func shortest(_ value: Double) -> String {
        value == value.rounded() ? fixed(value, places: 0) : String(value)
    }

    static func percent(_ share: Double) -> String { fixed(share * 100, places: 1) + " %" }

    /// Rounded half up, with exactly this many places.
    static func fixed(_ value: Double, places: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return String(value) }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        let sign = value < 0 && scaled > 0 ? "-" : ""
        let digits = String(Int64(scaled))
        guard places > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }
}
