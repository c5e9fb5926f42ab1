/// All clusters that the map knows, by identity. A cluster keeps its index for ever: none is removed,
/// because its number is its own for ever.
struct ClusterTable: Sendable {
    private var records: [ClusterRecord] = []
    private var indices: [ClusterIdentity: Int] = [:]

    var count: Int { records.count }
    var all: Range<Int> { records.indices }

    subscript(index: Int) -> ClusterRecord {
        _read { yield records[index] }
        _modify { yield &records[index] }
    }

    func index(of identity: ClusterIdentity) -> Int? { indices[identity] }

    /// - Parameter record: of an identity that is not in the table.
    mutating func add(_ record: ClusterRecord) -> Int {
        let index = records.count
        records.append(record)
        indices[record.identity] = index
        return index
    }
}
