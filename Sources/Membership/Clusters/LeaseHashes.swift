import GossipCore

/// The hashes of the leases that a cluster's identity answers to.
///
/// The answer that carried the newest lease may have been lost, and then its client still holds the one
/// before: that is good for beats, and for one registration more.
struct LeaseHashes: Hashable, Sendable {
    /// BLAKE2b-256 of the lease's text.
    typealias Hash = [UInt8]
    static let hashBytes = 32

    var current: Hash
    /// nil when there is none, or it was used up.
    var former: Hash?

    static func hash(_ lease: String) -> Hash { Blake2b256.hash(Array(lease.utf8)) }

    func accepts(_ lease: String?) -> Bool {
        guard let lease else { return false }
        let hash = Self.hash(lease)
        return hash == current || hash == former
    }

    /// The hashes after a registration that presented `lease` and is answered with `next`.
    func succeeded(by next: LeaseSecret, presented lease: String?) -> LeaseHashes {
        let usedFormer = lease.map { Self.hash($0) == former } ?? false
        return LeaseHashes(current: Self.hash(next.text), former: usedFormer ? nil : current)
    }
}
