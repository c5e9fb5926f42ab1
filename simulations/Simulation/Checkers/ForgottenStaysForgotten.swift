import GossipCore

/// INV-6: nothing forgotten returns without a higher incarnation of its own. That the incarnation is its own
/// is the business of INV-5's checker.
struct ForgottenStaysForgotten {
    /// For each observer the incarnation at which it holds a member forgotten.
    private var forgotten: [[NodeID: Incarnation]]

    init(hosts: Int) { forgotten = Array(repeating: [:], count: hosts) }

    mutating func stopped(_ host: Int) { forgotten[host].removeAll() }

    mutating func changed(observer: Int, record: MemberRecord) -> String? {
        if record.state == .forgotten {
            forgotten[observer][record.id] = record.incarnation
            return nil
        }
        guard let tombstone = forgotten[observer][record.id] else { return nil }
        guard tombstone < record.incarnation else {
            return "host \(observer) had \(record.id) forgotten at \(tombstone.number), "
                + "now holds it \(record.state) at \(record.incarnation.number)"
        }
        forgotten[observer][record.id] = nil
        return nil
    }
}
