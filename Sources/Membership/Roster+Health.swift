import GossipCore

// Who is up: the home's deadlines, and what the homes' own states mean.
extension Roster {
    func isHome(_ index: Int) -> Bool { clusters[index].home == node.configuration.id }

    /// Why a cluster is down, at every node with the same map; nil when it is up.
    func down(_ index: Int) -> DownReason? {
        clusters[index].entry.isDown ? .missedBeats : down(home: clusters[index].home)?.reason
    }

    /// Why the clusters of a home are down, and since when as this node saw it; nil where they are up by its
    /// word. A home that was never heard of here cannot vouch for anything.
    func down(home: NodeID) -> (reason: DownReason, since: WallTime?)? {
        if let down = homes.down(home) { return down }
        return node.holds(home) ? nil : (.nodeDead, nil)
    }

    /// Starts to keep a cluster: it has one full time to live from `instant`.
    mutating func keep(_ index: Int, since instant: Instant) {
        clusters[index].keeping = Keeping(lastBeat: instant)
        if !clusters[index].entry.isDown { arm(index, at: instant + settings.timeToLive) }
    }

    /// Makes sure that the cluster is looked at by `instant`. A later deadline that stands in the queue
    /// already is passed over when it comes; an earlier one looks, finds nothing due, and arms again.
    mutating func arm(_ index: Int, at instant: Instant) {
        if let armed = clusters[index].keeping?.armed, armed <= instant { return }
        clusters[index].keeping?.armed = instant
        deadlines.add(.cluster(index), at: instant)
    }

    mutating func fireDeadlines(at moment: Moment, into outbox: inout RosterOutbox) {
        while let (due, subject) = deadlines.takeDue(at: moment.now) {
            switch subject {
            case .settling(let index):
                guard settling[index]?.deadline == due else { continue }
                endPatience(index, at: due, into: &outbox)
            case .cluster(let index):
                guard clusters[index].keeping?.armed == due else { continue }
                clusters[index].keeping?.armed = nil
                look(index, at: moment, into: &outbox)
            }
            drain(at: moment, into: &outbox)
        }
    }

    /// Does what is due for a cluster of this home, and arms for what comes next.
    private mutating func look(_ index: Int, at moment: Moment, into outbox: inout RosterOutbox) {
        publish(index, isUrgent: false, at: moment, into: &outbox)
        let record = clusters[index]
        guard let keeping = record.keeping, isHome(index), !record.entry.isDown else { return }
        let end = keeping.lastBeat + settings.timeToLive
        guard end <= moment.now else { return arm(index, at: end) }
        var entry = record.entry
        entry.isDown = true
        entry.since = moment.wall
        entry.lastSeen = record.lastSeen
        put(entry, of: record.identity, token: nil, at: moment, into: &outbox)
    }

    /// Writes a registration, which makes this node the home of the cluster, and takes its own event.
    mutating func put(
        _ entry: RegistrationEntry, of identity: ClusterIdentity, token: PersistToken?, at moment: Moment,
        into outbox: inout RosterOutbox
    ) {
        node.handle(
            .command(.put(RegistrationEntry.key(of: identity), payload: entry.encoded(), token: token)),
            at: moment.now, wall: moment.wall, into: &outbox.gossip)
        drain(at: moment, into: &outbox)
        guard let index = clusters.index(of: identity), isHome(index) else { return }
        clusters[index].keeping?.isClaimed = true
    }

    /// A former home, cut off when the cluster moved here, calls it down: but it beats here.
    mutating func contradict(
        _ registration: RegistrationEntry, _ index: Int, _ keeping: Keeping, at moment: Moment,
        into outbox: inout RosterOutbox
    ) {
        clusters[index].keeping = keeping
        var entry = registration
        entry.isDown = false
        entry.lastSeen = max(registration.lastSeen, clusters[index].lastSeen)
        put(entry, of: clusters[index].identity, token: nil, at: moment, into: &outbox)
    }

    /// Something about a cluster changed: shows it, and says so if it went up or down.
    mutating func refresh(_ index: Int, into outbox: inout RosterOutbox) {
        repaint(index)
        let identity = clusters[index].identity.text
        let down = down(index)
        // A home that was not heard of yet: its record is still on the way.
        let home = clusters[index].home
        guard node.holds(home) || homes.down(home) != nil, (down != nil) != clusters[index].isAnnouncedDown
        else { return }
        clusters[index].isAnnouncedDown = down != nil
        outbox.changes.append(
            down.map { .clusterDown(identity: identity, $0) } ?? .clusterUp(identity: identity))
    }
}
