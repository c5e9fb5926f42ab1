import GossipCore

/// INV-5: a member's incarnation never falls at any observer, and only the member raises it.
struct IncarnationNeverFalls {
    /// For each observer what it held of each member since it started: a crash may lose what was not yet
    /// written.
    private var seen: [[NodeID: Incarnation]]
    /// The incarnation that each host started with last, under its id of that time.
    private var starts: [(id: NodeID, incarnation: Incarnation)?]

    init(hosts: Int) {
        seen = Array(repeating: [:], count: hosts)
        starts = Array(repeating: nil, count: hosts)
    }

    mutating func started(_ host: Int, id: NodeID, incarnation: Incarnation) -> String? {
        defer { starts[host] = (id, incarnation) }
        guard let former = starts[host], former.id == id, incarnation <= former.incarnation else {
            return nil
        }
        return
            "host \(host) started at incarnation \(incarnation.number), before at \(former.incarnation.number)"
    }

    mutating func stopped(_ host: Int) { seen[host].removeAll() }

    mutating func diskLost(_ host: Int) { starts[host] = nil }

    mutating func changed(observer: Int, record: MemberRecord, subject: Host?) -> String? {
        let former = seen[observer][record.id]
        if let former, record.incarnation < former {
            return
                "host \(observer) held \(record.id) at \(former.number), now at \(record.incarnation.number)"
        }
        seen[observer][record.id] = record.incarnation
        if let subject, subject.id == record.id, subject.claimed < record.incarnation {
            return "host \(observer) holds host \(subject.index) at \(record.incarnation.number), "
                + "which never claimed more than \(subject.claimed.number)"
        }
        return nil
    }
}
