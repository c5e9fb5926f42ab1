import Membership

/// How bodies are read: the domain's parsers, or a test's.
struct BodyReaders: Sendable {
    var register: @Sendable (UnsafeRawBufferPointer) throws -> Registration
    var heartbeat: @Sendable (UnsafeRawBufferPointer) throws -> Beat

    /// The body of `POST /fleet/heartbeat`.
    struct Beat {
        var identity: String
        var lease: String?
        var digest: SnapshotDigest?
    }
}
