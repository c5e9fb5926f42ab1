extension Report {
    /// The place of a report's key in the hot plane's index.
    static func keyHash(_ key: [UInt8]) -> UInt64 {
        ReplicaHash.of(.report, byteCount: key.count) { $0.append(key) }
    }

    /// What the hot plane's fingerprint sums up for this report.
    func versionHash(keyHash: UInt64) -> UInt64 {
        ReplicaHash.of(.report, byteCount: 8 + 8 + 16 + 8 + payload.count) { hash in
            hash.append(keyHash)
            hash.append(version.claim.ticks)
            hash.append(version.claim.writer)
            hash.append(version.sequence)
            hash.append(payload)
        }
    }

    /// Whether this report stands against `other` of the same key: the higher version, then the payload
    /// later in the order of bytes. A strict total order (INV-7).
    func wins(over other: Report) -> Bool {
        version == other.version
            ? other.payload.lexicographicallyPrecedes(payload) : other.version < version
    }
}
