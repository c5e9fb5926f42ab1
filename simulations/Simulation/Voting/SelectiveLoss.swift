import GossipCore

/// A network that loses packets of one kind, or on one way, for a while: what chance alone seldom does.
struct SelectiveLoss {
    /// The first byte of a packet, as in `VotingMessage+Layout.swift`.
    enum Kind: UInt8, CaseIterable {
        case prepare = 1
        case promises, accept, acceptances, seal, sealed, fetch, page, attest, attested
        case succession = 32
        case behind
    }

    /// Nil: any.
    var kind: Kind?
    var from: Int?
    var to: Int?
    var until: Instant

    func takes(_ bytes: [UInt8], from: Int, to: Int, at now: Instant) -> Bool {
        now < until && (kind == nil || kind?.rawValue == bytes.first)
            && (self.from == nil || self.from == from) && (self.to == nil || self.to == to)
    }
}
