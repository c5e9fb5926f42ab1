@testable import GossipCore

/// Both maps and their indexes, as a node holds them.
struct Replica {
    var cold = ColdMap()
    var hot = HotMap()
    var coldIndex = ReconciliationIndex()
    var hotIndex = ReconciliationIndex()

    @discardableResult
    mutating func merge(_ entry: Entry) -> MergeOutcome { cold.merge(entry, index: &coldIndex) }

    @discardableResult
    mutating func merge(_ report: Report) -> MergeOutcome { hot.merge(report, index: &hotIndex) }

    struct Contents: Equatable {
        var entries: [Entry]
        var reports: [Report]
    }

    var contents: Contents {
        Contents(
            entries: cold.entries(in: Keyspace(rawValue: 1)) + cold.entries(in: Keyspace(rawValue: 129)),
            reports: hot.ordered)
    }
}
