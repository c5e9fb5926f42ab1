/// What happened in a run, to show that it proves something.
package struct ShardFacts: Sendable {
    package var counts: [String: Int] = [:]

    package init() {}

    package mutating func count(_ name: String, _ number: Int = 1) { counts[name, default: 0] += number }

    package mutating func add(_ other: ShardFacts) { counts.merge(other.counts) { $0 + $1 } }

    package var summary: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}
