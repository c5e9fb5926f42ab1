/// Numbers as a person reads them in a table.
enum Figures {
    /// Seconds as `0.4 ms`, `87 ms` or `1.25 s`.
    static func duration(_ seconds: Double) -> String {
        let milliseconds = seconds * 1_000
        if milliseconds < 10 { return "\(fixed(milliseconds, places: 1)) ms" }
        if milliseconds < 1_000 { return "\(fixed(milliseconds, places: 0)) ms" }
        return "\(fixed(seconds, places: 2)) s"
    }

    static func count(_ value: Double) -> String { fixed(value, places: 0) }

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
