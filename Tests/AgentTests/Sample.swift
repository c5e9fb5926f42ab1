@testable import GossipCore

/// Values that tests of the store write.
enum Sample {
    static let large = [UInt8](repeating: 7, count: 800)

    static func request(_ change: PersistRequest.Change, token: UInt64? = nil) -> PersistRequest {
        PersistRequest(change: change, token: token.map { PersistToken($0) })
    }

    static func entry(_ key: String, payload: [UInt8] = [1], ticks: UInt64 = 5) -> Entry {
        Entry(
            key: EntryKey(space: Keyspace(rawValue: 1), bytes: Array(key.utf8)),
            stamp: Stamp(ticks: ticks, writer: NodeID(high: 1, low: 2)), payload: payload)
    }

    static func member(_ number: UInt64, http: Bool = false) -> MemberRecord {
        MemberRecord(
            id: NodeID(high: number, low: .max), incarnation: Incarnation(number), state: .alive, bootTag: 4,
            gossip: Address(ipv4: 0x7F00_0001, port: 9189),
            http: http ? Address(high: 1, low: 2, port: 3) : nil, name: "node-\(number)", region: "asia")
    }
}
