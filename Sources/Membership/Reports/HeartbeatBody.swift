/// The body of `POST /fleet/heartbeat`: `{"identity", "snapshot"?, "lease"?}`, in any order, others
/// ignored. The snapshot is digested while it is read; nothing else of it is kept.
public struct HeartbeatBody: Hashable, Sendable {
    /// 1 to 256 bytes.
    public var identity: String
    public var lease: String?
    /// nil where the body has no snapshot, or one that is no object: the former report stays.
    public var digest: SnapshotDigest?

    public init(identity: String, lease: String?, digest: SnapshotDigest?) {
        self.identity = identity
        self.lease = lease
        self.digest = digest
    }

    /// - Parameters:
    ///   - body: the request's bytes as they came.
    ///   - names: the sample names of the fleet's namespace.
    public static func parse(_ body: RawSpan, names: SampleNames) throws(BodyError) -> HeartbeatBody {
        try body.withUnsafeBytes { bytes throws(BodyError) in
            var scanner = JSONScanner(bytes)
            var identity = JSONScalar.null
            var lease = JSONScalar.null
            var digest: SnapshotDigest?
            try scanner.readBody { scanner, key throws(JSONError) in
                if scanner.text(key, is: "snapshot") {
                    digest = try SnapshotReader.read(&scanner, names: names)
                    return
                }
                let value = try scanner.scalar()
                if scanner.text(key, is: "identity") { identity = value }
                if scanner.text(key, is: "lease") { lease = value }
            }
            return HeartbeatBody(
                identity: try scanner.identity(identity),
                lease: try scanner.bodyText(lease, .lease, bytesMax: RegisterBody.leaseBytesMax),
                digest: digest)
        }
    }
}
