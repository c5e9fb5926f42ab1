/// The keys of a node: the first seals, all open (DESIGN.md, Datagrams). The label separates fleets
/// that share a key by mistake; it is authenticated, never sent.
///
/// A rotation is three steps, each of which every node takes before any takes the next: install the new
/// key, use it, remove the old one. Each step is a new value, and may be taken twice.
public struct Keyring: Sendable {
    /// No two have the same hint.
    public private(set) var keys: [GroupKey]
    public let label: [UInt8]
    /// Of each key: version, hint, label.
    private(set) var additionalData: [[UInt8]]

    /// A rotation needs two; more are a rotation that was begun again before it ended.
    public static let keysMax = 8

    /// - Parameter keys: at least one; of several with one hint the first counts.
    public init(keys: [GroupKey], label: [UInt8]) {
        precondition(!keys.isEmpty)
        self.keys = []
        self.label = label
        self.additionalData = []
        for key in keys where index(of: key.hint) == nil { append(key) }
    }

    /// The key that seals.
    public var sealing: GroupKey { keys[0] }

    func index(of hint: KeyHint) -> Int? { keys.firstIndex { $0.hint == hint } }

    /// The ring with `key` as its last: it opens, and does not seal yet.
    public func installing(_ key: GroupKey) throws(KeyringError) -> Keyring {
        if let index = index(of: key.hint) {
            guard keys[index].bytes == key.bytes else { throw .hintTaken }
            return self
        }
        guard keys.count < Self.keysMax else { throw .full }
        var ring = self
        ring.append(key)
        return ring
    }

    /// The ring that seals with the key of this hint.
    public func using(_ hint: KeyHint) throws(KeyringError) -> Keyring {
        guard let index = index(of: hint) else { throw .unknownKey }
        var ring = self
        ring.keys.swapAt(0, index)
        ring.additionalData.swapAt(0, index)
        return ring
    }

    /// The ring without the key of this hint.
    public func removing(_ hint: KeyHint) throws(KeyringError) -> Keyring {
        guard let index = index(of: hint) else { return self }
        guard index > 0 else { throw .sealing }
        var ring = self
        ring.keys.remove(at: index)
        ring.additionalData.remove(at: index)
        return ring
    }

    private mutating func append(_ key: GroupKey) {
        keys.append(key)
        let hint = key.hint.rawValue
        additionalData.append(
            [DatagramHeader.version] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: hint >> $0) } + label)
    }
}

/// Why a step of a rotation is refused.
public enum KeyringError: Error, Hashable, Sendable {
    /// The ring holds no key with this hint: install it first.
    case unknownKey
    /// The key still seals: use another one first.
    case sealing
    /// `Keyring.keysMax` keys are in the ring.
    case full
    /// Another key has this hint, one chance in four thousand million: make a new key.
    case hintTaken
}
