import GossipCore

/// A cluster as a node holds it.
struct ClusterRecord: Sendable {
    let identity: ClusterIdentity
    var entry: RegistrationEntry
    /// The stamp of the entry; who wrote it is the home.
    var claim: Stamp
    /// In the fleet of the entry; nil while pending.
    var number: ClusterNumber?
    var report: ClusterReport?
    var history = History()
    /// nil at other nodes than the home.
    var keeping: Keeping?
    /// Whether the last `Change` about it said that it is down.
    var isAnnouncedDown = false
    /// As the last picture shows it; nil when that is out of date.
    var row: FleetPicture.Cluster?

    init(identity: ClusterIdentity, entry: RegistrationEntry, claim: Stamp) {
        self.identity = identity
        self.entry = entry
        self.claim = claim
    }

    var home: NodeID { claim.writer }

    var lastSeen: WallTime { max(entry.lastSeen, report?.lastSeen ?? entry.lastSeen) }
}
