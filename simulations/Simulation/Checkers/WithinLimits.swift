import GossipCore
import Membership

/// INV-8: queues, memory and datagram sizes stay within their limits.
struct WithinLimits {
    /// No call of a node sends more than this: an answer to a frame of reconciliation is 256 contents and
    /// four datagrams of ranges, and a datagram may hold a few frames.
    static let datagramsMax = 1_024

    func handled(_ host: Int, outbox: RosterOutbox) -> String? {
        let datagrams = outbox.gossip.datagrams.count
        if datagrams > Self.datagramsMax { return "host \(host) sent \(datagrams) datagrams in one call" }
        return nil
    }

    func sent(_ host: Int, bytes: Int) -> String? {
        bytes > Limits.datagramBytesMax || bytes < Limits.headerBytes + Limits.tagBytes
            ? "host \(host) sent a datagram of \(bytes) bytes" : nil
    }

    func holds(_ host: Int, node: borrowing Node) -> String? {
        let count = node.entryCount
        return count > Limits.membersMax + Limits.entriesMax ? "host \(host) holds \(count) items" : nil
    }
}
