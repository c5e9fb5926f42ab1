/// The last events that matter for a failure, as text: those before the first violation that name a host which
/// the violations name, or all if they name none. Single datagrams and commits are left out.
struct Story {
    private(set) var lines: [String] = []
    /// Of hosts, as lines spell them, and as actions do.
    private let names: [String]
    private let arguments: [String]
    private let end: UInt64

    static let linesMax = 40

    init(of violations: [Violation]) {
        var names: [String] = []
        for violation in violations {
            let words = violation.text.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
            for (word, next) in zip(words, words.dropFirst()) where word == "host" || word == "hosts" {
                if Int(next) != nil { names.append(" host \(next)") }
            }
        }
        self.names = names
        arguments = names.flatMap { name in
            ["(", " "].flatMap { ["\($0)\(name.dropFirst(6)),", "\($0)\(name.dropFirst(6)))"] }
        }
        end = violations.map(\.time).min() ?? .max
    }

    /// - Parameter line: begins with the time in seconds.
    mutating func add(_ line: String) {
        guard let seconds = line.split(separator: " ").first.flatMap({ Double($0) }),
            UInt64(seconds * 1e9) <= end + 1_000
        else { return }
        guard names.isEmpty || isAbout(line) else { return }
        if lines.count == Self.linesMax { lines.removeFirst() }
        lines.append(line)
    }

    private func isAbout(_ line: String) -> Bool {
        if line.contains(" action ") {
            return ["partition", "heal"].contains { line.contains($0) }
                || arguments.contains { line.contains($0) }
        }
        return names.contains { line.contains($0 + " ") || line.hasSuffix($0) }
    }
}
