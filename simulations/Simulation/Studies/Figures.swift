/// Some measured values, for tables.
public struct Figures: Sendable {
    private var values: [Double] = []

    public init() {}

    public mutating func add(_ value: Double) { values.append(value) }

    public var count: Int { values.count }
    public var median: Double { quantile(0.5) }
    public var worst: Double { values.max() ?? .nan }

    /// The value below which this share of all lies.
    public func quantile(_ share: Double) -> Double {
        guard !values.isEmpty else { return .nan }
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    /// Two decimals; a dash where nothing was measured.
    public static func text(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100)." + (fraction < 10 ? "0" : "") + "\(fraction)"
    }
}
