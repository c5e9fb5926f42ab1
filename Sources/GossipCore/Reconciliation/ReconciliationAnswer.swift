/// What to send to a peer for one frame of reconciliation. Each record fits a datagram by itself.
struct ReconciliationAnswer: Hashable, Sendable {
    var ranges: [Ranges] = []
    var items: [Items] = []
    var want: Want?
    /// Key hashes of items that the peer lacks or holds otherwise: their contents go to it, as far as the
    /// quota allows, in this order.
    var send: [UInt64] = []

    var isEmpty: Bool { ranges.isEmpty && items.isEmpty && want == nil && send.isEmpty }
}
