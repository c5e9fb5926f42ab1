/// The key of one page of a cluster's report on the hot plane: the identity's UTF-8, then the page's
/// index in one byte.
enum ReportKey {
    static func bytes(_ identity: ClusterIdentity, page: Int) -> [UInt8] {
        identity.utf8 + [UInt8(truncatingIfNeeded: page)]
    }

    static func identity(decoding key: [UInt8]) -> ClusterIdentity? { ClusterIdentity(utf8: key.dropLast()) }
}
