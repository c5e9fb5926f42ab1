import FoundationEssentials

/// Times of a node, told from its own clock: this host's may be wrong.
struct Moment {
    private let now: Date?

    /// - Parameter generatedAt: when the node made its answer, as it wrote it.
    init(generatedAt: String) { now = Self.date(generatedAt) }

    /// For answers that do not say when they were made.
    init(_ now: Date) { self.now = now }

    /// How long ago that was; a dash where nobody knows.
    func age(of time: String?) -> String {
        guard let now, let then = time.flatMap(Self.date) else { return "-" }
        return Figures.age(now.timeIntervalSince(then))
    }

    /// How long it is until then; a dash where nobody knows.
    func time(until time: String?) -> String {
        guard let now, let then = time.flatMap(Self.date) else { return "-" }
        return Figures.age(then.timeIntervalSince(now))
    }

    private static func date(_ text: String) -> Date? {
        let seconds = text.prefix { $0 != "." && $0 != "Z" && $0 != "+" } + "Z"
        return try? Date(String(seconds), strategy: .iso8601)
    }
}
