extension EntryKey {
    /// The place of this key in the cold plane's index.
    var keyHash: UInt64 {
        ReplicaHash.of(.entry, byteCount: 1 + bytes.count) { hash in
            hash.append(space.rawValue)
            hash.append(bytes)
        }
    }
}

extension Entry {
    /// What the cold plane's fingerprint sums up for this entry.
    func versionHash(keyHash: UInt64) -> UInt64 {
        ReplicaHash.of(.entry, byteCount: 8 + 8 + 16 + payload.count) { hash in
            hash.append(keyHash)
            hash.append(stamp.ticks)
            hash.append(stamp.writer)
            hash.append(payload)
        }
    }

    /// Whether this entry stands against `other` of the same key. A strict total order, so that merge is
    /// its maximum and with that commutative, associative and idempotent (INV-7): the later stamp wins, or
    /// in a write-once space the earlier; of one stamp the payload later in the order of bytes, or earlier.
    func wins(over other: Entry) -> Bool {
        let (winner, loser) = key.space.isWriteOnce ? (other, self) : (self, other)
        return winner.stamp == loser.stamp
            ? loser.payload.lexicographicallyPrecedes(winner.payload)
            : loser.stamp < winner.stamp
    }
}
