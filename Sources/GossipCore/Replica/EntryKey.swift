/// The name of an entry of the cold plane: a key space, which fixes how two values merge, and
/// bytes that the domain chose. Ordered by space, then bytes.
public struct EntryKey: Hashable, Comparable, Sendable {
    public var space: Keyspace
    /// At most `Limits.keyBytesMax`.
    public var bytes: [UInt8]

    public init(space: Keyspace, bytes: [UInt8]) {
        self.space = space
        self.bytes = bytes
    }

    public static func < (left: EntryKey, right: EntryKey) -> Bool {
        left.space == right.space
            ? left.bytes.lexicographicallyPrecedes(right.bytes)
            : left.space.rawValue < right.space.rawValue
    }
}

/// A family of entries. Its number fixes the lattice, so that two nodes never merge one key by two
/// rules: below 128 the later stamp wins, from 128 on the first writer wins for ever, from 192 on
/// if a voter vouches for it.
public struct Keyspace: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8

    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Write-once: of two entries the one with the earlier stamp stands.
    @inlinable
    public var isWriteOnce: Bool { rawValue >= 128 }

    /// Write-once too, and only what a voter vouches for: see `Attestation`.
    @inlinable
    public var isAttested: Bool { rawValue >= 192 }
}
