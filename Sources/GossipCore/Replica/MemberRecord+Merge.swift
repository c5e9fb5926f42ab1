extension NodeID {
    /// The place of a member in the cold plane's index.
    var keyHash: UInt64 {
        ReplicaHash.of(.member, byteCount: 16) { $0.append(self) }
    }
}

extension MemberRecord {
    /// What the cold plane's fingerprint sums up for this member. Suspicion is no part of it: it is an
    /// opinion on its way to be settled, and would make the fingerprints of a healthy fleet differ.
    func versionHash(keyHash: UInt64) -> UInt64 {
        let byteCount = 8 + 8 + 1 + 4 + 18 + 19 + 4 + name.utf8.count + 4 + region.utf8.count + 8
        return ReplicaHash.of(.member, byteCount: byteCount) { hash in
            hash.append(keyHash)
            hash.append(incarnation.number)
            hash.append(state == .suspect ? MemberState.alive.rawValue : state.rawValue)
            hash.append(bootTag)
            hash.append(gossip)
            hash.append(UInt8(http == nil ? 0 : 1))
            if let http { hash.append(http) }
            hash.append(name)
            hash.append(region)
            hash.append(forgottenAt.milliseconds)
        }
    }

    /// Joins what another observer holds of the same member (INV-7): the greater (incarnation, state)
    /// stands; of two equals the greater contents stand, and the later `forgottenAt`.
    ///
    /// (incarnation, state) is a chain, and below it the product of two chains: a join-semilattice.
    /// - Returns: whether this record changed.
    mutating func merge(_ other: MemberRecord) -> Bool {
        precondition(id == other.id)
        let own = (incarnation.number, state.rawValue)
        let foreign = (other.incarnation.number, other.state.rawValue)
        if own != foreign {
            guard own < foreign else { return false }
            self = other
            return true
        }
        let latest = max(forgottenAt, other.forgottenAt)
        var isChanged = latest != forgottenAt
        if contentsPrecede(other) {
            self = other
            isChanged = true
        }
        forgottenAt = latest
        return isChanged
    }

    /// Whether both tell the same of the member, whatever its state, to the byte: texts that only look the
    /// same (NFC, NFD) differ here, though Swift calls them equal.
    func hasContents(of other: MemberRecord) -> Bool {
        !contentsPrecede(other) && !other.contentsPrecede(self)
    }

    /// The total order of contents: boot tag, addresses, then texts by their bytes.
    private func contentsPrecede(_ other: MemberRecord) -> Bool {
        if bootTag != other.bootTag { return bootTag < other.bootTag }
        if gossip != other.gossip { return gossip < other.gossip }
        switch (http, other.http) {
        case (nil, .some): return true
        case (.some, nil): return false
        case (let own?, let foreign?) where own != foreign: return own < foreign
        default: break
        }
        if !name.utf8.elementsEqual(other.name.utf8) {
            return name.utf8.lexicographicallyPrecedes(other.name.utf8)
        }
        return region.utf8.lexicographicallyPrecedes(other.region.utf8)
    }
}
