import GossipCore

/// A number of a fleet, as the key of its entry; the payload says which identity holds it for ever.
///
/// ```
///  key:  fleet, UTF-8 (1 to 256) | number 4, big-endian, so that keys sort by number
///  payload:  attestation 96 | format 1 | identity, varint length, UTF-8 (1 to 256)
/// ```
/// The format is 1; bytes after the end are of a later version, and are skipped.
struct NumberKey: Hashable, Sendable {
    /// Write-once, and attested by a voter.
    static let space = Keyspace(rawValue: 193)
    private static let format: UInt8 = 1

    var fleet: FleetName
    var number: ClusterNumber

    var entryKey: EntryKey {
        let word = number.value
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        return EntryKey(space: Self.space, bytes: fleet.utf8 + bytes)
    }

    init(fleet: FleetName, number: ClusterNumber) {
        self.fleet = fleet
        self.number = number
    }

    /// - Returns: nil where the key is not one of a number; there is no number 0.
    init?(_ key: EntryKey) {
        guard key.space == Self.space, key.bytes.count > 4,
            let fleet = FleetName(utf8: Array(key.bytes.dropLast(4)))
        else { return nil }
        let value = key.bytes.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard value > 0 else { return nil }
        self.init(fleet: fleet, number: ClusterNumber(value))
    }

    /// What follows the attestation.
    static func content(_ identity: ClusterIdentity) -> [UInt8] {
        var writer = PayloadWriter()
        writer.byte(format)
        writer.bytes(identity.utf8)
        return writer.bytes
    }

    static func identity(decoding payload: [UInt8]) -> ClusterIdentity? {
        var reader = PayloadReader(Array(payload.dropFirst(Attestation.byteCount)))
        guard reader.byte() == format else { return nil }
        return reader.bytes(max: ClusterIdentity.bytesMax).flatMap(ClusterIdentity.init(utf8:))
    }
}
