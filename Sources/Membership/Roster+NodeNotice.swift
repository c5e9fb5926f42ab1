import GossipCore

// Which version each node runs, and which group keys it holds. It is news once in a run, for people alone: so it goes by the hot plane, costs the
// membership nothing, and whoever comes later finds it by reconciliation.
extension Roster {
    /// A former run of this node, or its twin, may stand against what it says; it speaks up against that so often,
    /// and not for ever, as two twins would.
    static let introductionsMax = 16

    /// Says what this node is, above what stands.
    mutating func introduce(
        above standing: Report.Version?, at moment: Moment, into outbox: inout RosterOutbox
    ) {
        guard let version = settings.version, introductions < Self.introductionsMax else { return }
        introductions += 1
        let own = node.own
        let notice = NodeNotice(
            bootTag: own.bootTag, version: version, keys: node.configuration.keyring.keys.map(\.hint))
        let ticks = max(moment.wall.milliseconds << 16, standing.map { $0.claim.ticks &+ 1 } ?? 0)
        let report = Report(
            key: NodeNotice.key(own.id),
            version: Report.Version(claim: Stamp(ticks: ticks, writer: own.id), sequence: 1),
            payload: notice.encoded())
        node.handle(.command(.publish(report)), at: moment.now, wall: moment.wall, into: &outbox.gossip)
        if nodeNotices.take(notice, of: own.id) { board.touch() }
    }

    /// A node told what it is, or this one hears what it said in a former run.
    /// - Returns: whether the report was such a notice.
    mutating func takeIntroduction(
        _ report: Report, at moment: Moment, into outbox: inout RosterOutbox
    ) -> Bool {
        guard let sender = NodeNotice.node(of: report.key) else { return false }
        if sender == node.configuration.id {
            introduce(above: report.version, at: moment, into: &outbox)
        } else if nodeNotices.take(NodeNotice(decoding: report.payload), of: sender) {
            board.touch()
        }
        return true
    }
}
