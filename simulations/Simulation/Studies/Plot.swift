/// A line plot as SVG: values from zero upwards, over sizes of fleets or something else.
public struct Plot: Sendable {
    public struct Series: Sendable {
        public var name: String
        public var points: [(x: Double, y: Double)]

        public init(name: String, points: [(x: Double, y: Double)]) {
            self.name = name
            self.points = points.filter { $0.y.isFinite }
        }
    }

    /// What stands across.
    public enum Axis: Sendable {
        /// Sizes of fleets, logarithmic.
        case hosts
        /// Any other, from the least value on.
        case linear(String)

        var name: String {
            switch self {
            case .hosts: "hosts"
            case .linear(let name): name
            }
        }
    }

    public var title: String
    public var unit: String
    public var series: [Series]
    public var axis: Axis

    private static let (width, height, left, top, right, bottom) = (640.0, 360.0, 60.0, 40.0, 170.0, 40.0)
    /// Distinguishable without red and green (Okabe, Ito 2008).
    private static let colors = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"]

    public init(title: String, unit: String, series: [Series], axis: Axis = .hosts) {
        self.axis = axis
        self.title = title
        self.unit = unit
        self.series = series
    }

    public var svg: String {
        let xs = series.flatMap(\.points).map(\.x)
        let top = Self.ceiling(series.flatMap(\.points).map(\.y).max() ?? 1)
        guard let least = xs.min(), let most = xs.max(), least < most else { return "" }
        func across(_ x: Double) -> Double {
            let share =
                switch axis {
                case .hosts: Logarithm.natural(x / least) / Logarithm.natural(most / least)
                case .linear: (x - least) / (most - least)
                }
            return Self.left + share * (Self.width - Self.left - Self.right)
        }
        func up(_ y: Double) -> Double {
            Self.height - Self.bottom - y / top * (Self.height - Self.top - Self.bottom)
        }
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 360\" font-family=\"sans-serif\" "
                + "font-size=\"12\">", "<rect width=\"640\" height=\"360\" fill=\"#fff\"/>",
            Self.text(Self.left, 24, "\(title), \(unit)", size: 14),
        ]
        for tick in 0...4 {
            let y = top * Double(tick) / 4
            lines.append(Self.line(Self.left, up(y), Self.width - Self.right, up(y), "#ddd"))
            lines.append(Self.text(10, up(y) + 4, Figures.text(y)))
        }
        for x in Set(xs).sorted() { lines.append(Self.text(across(x) - 12, Self.height - 16, "\(Int(x))")) }
        lines.append(Self.text(Self.width - Self.right + 10, Self.height - 16, axis.name))
        for (number, series) in series.enumerated() {
            let color = Self.colors[number % Self.colors.count]
            let points = series.points.map { "\(Self.digits(across($0.x))),\(Self.digits(up($0.y)))" }
            lines.append(
                "<polyline fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\" "
                    + "points=\"\(points.joined(separator: " "))\"/>")
            let y = Self.top + 18 * Double(number) + 10
            lines.append(Self.line(Self.width - Self.right + 10, y, Self.width - Self.right + 30, y, color))
            lines.append(Self.text(Self.width - Self.right + 36, y + 4, series.name))
        }
        return lines.joined(separator: "\n") + "\n</svg>\n"
    }

    /// The next of 1, 2, 5, 10 ... that is not less.
    private static func ceiling(_ value: Double) -> Double {
        var step = 0.01
        while true {
            for factor in [1.0, 2, 5] where step * factor >= value { return step * factor }
            step *= 10
        }
    }

    private static func digits(_ value: Double) -> String { Figures.text(value) }

    private static func text(_ x: Double, _ y: Double, _ text: String, size: Int = 12) -> String {
        "<text x=\"\(digits(x))\" y=\"\(digits(y))\" font-size=\"\(size)\">\(text)</text>"
    }

    private static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String)
        -> String
    {
        "<line x1=\"\(digits(x1))\" y1=\"\(digits(y1))\" x2=\"\(digits(x2))\" y2=\"\(digits(y2))\" "
            + "stroke=\"\(color)\" stroke-width=\"1.5\"/>"
    }
}
