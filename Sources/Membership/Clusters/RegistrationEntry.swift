import GossipCore

/// The payload of a registration entry: what all nodes know of a cluster besides its number and report.
/// Its key is the identity; its stamp is the home's claim, and the stamp's writer the home.
///
/// ```
///  0        1        2          10          18
///  +--------+--------+----------+-----------+--------------+--------------+---------------+
///  | format | flags  | since ms | last seen | fleet:       | version:     | scrape target:|
///  | 1      | 1      | 8        | ms 8      | varint, UTF-8| varint, UTF-8| varint, UTF-8 |
///  +--------+--------+----------+-----------+--------------+--------------+---------------+
///  then the hash of the lease 32, if flag 2 is set, and of the former lease 32, if flag 4 is set
/// ```
/// Flag 1: down for missed beats. The format is 1. Bytes after the end are of a later version, and are
/// skipped. The longest is 1 + 1 + 16 + 258 + 65 + 261 + 64 = 666 bytes (`Limits.entryPayloadBytesMax`).
struct RegistrationEntry: Hashable, Sendable {
    static let space = Keyspace(rawValue: 1)
    static let versionBytesMax = 64
    /// The longest host name (RFC 1035, 2.3.4) with a colon and a port.
    static let scrapeTargetBytesMax = 259

    var fleet: FleetName
    /// For missed beats, by the word of the home. A dead home is not written down: all nodes see it.
    var isDown: Bool
    /// Since when it is up or down.
    var since: WallTime
    /// The last sign of life when the home wrote this; reports carry newer ones.
    var lastSeen: WallTime
    var version: String
    var scrapeTarget: String
    /// nil in entries of nodes that gave no lease.
    var leases: LeaseHashes?

    static func key(of identity: ClusterIdentity) -> EntryKey {
        EntryKey(space: space, bytes: identity.utf8)
    }

    static func identity(of key: EntryKey) -> ClusterIdentity? {
        key.space == space ? ClusterIdentity(utf8: key.bytes) : nil
    }

    private static let format: UInt8 = 1
    private enum Flag {
        static let down: UInt8 = 1
        static let lease: UInt8 = 2
        static let formerLease: UInt8 = 4
    }

    func encoded() -> [UInt8] {
        var writer = PayloadWriter()
        writer.byte(Self.format)
        writer.byte(
            (isDown ? Flag.down : 0) | (leases == nil ? 0 : Flag.lease)
                | (leases?.former == nil ? 0 : Flag.formerLease))
        writer.word64(since.milliseconds)
        writer.word64(lastSeen.milliseconds)
        writer.bytes(fleet.utf8)
        writer.text(version, max: Self.versionBytesMax)
        writer.text(scrapeTarget, max: Self.scrapeTargetBytesMax)
        if let leases {
            writer.fixed(leases.current)
            if let former = leases.former { writer.fixed(former) }
        }
        return writer.bytes
    }

    /// - Returns: nil where the bytes are not an entry of this format.
    init?(decoding payload: [UInt8]) {
        var reader = PayloadReader(payload)
        guard reader.byte() == Self.format, let flags = reader.byte(),
            let since = reader.word64(), let lastSeen = reader.word64(),
            let fleet = reader.bytes(max: FleetName.bytesMax).flatMap(FleetName.init(utf8:)),
            let version = reader.text(max: Self.versionBytesMax),
            let scrapeTarget = reader.text(max: Self.scrapeTargetBytesMax)
        else { return nil }
        var leases: LeaseHashes?
        if flags & Flag.lease != 0 {
            guard let current = reader.fixed(LeaseHashes.hashBytes) else { return nil }
            leases = LeaseHashes(current: current)
            if flags & Flag.formerLease != 0 {
                guard let former = reader.fixed(LeaseHashes.hashBytes) else { return nil }
                leases?.former = former
            }
        }
        self.init(
            fleet: fleet, isDown: flags & Flag.down != 0, since: WallTime(milliseconds: since),
            lastSeen: WallTime(milliseconds: lastSeen), version: version, scrapeTarget: scrapeTarget,
            leases: leases)
    }

    init(
        fleet: FleetName, isDown: Bool, since: WallTime, lastSeen: WallTime, version: String,
        scrapeTarget: String, leases: LeaseHashes?
    ) {
        self.fleet = fleet
        self.isDown = isDown
        self.since = since
        self.lastSeen = lastSeen
        self.version = version
        self.scrapeTarget = scrapeTarget
        self.leases = leases
    }
}
