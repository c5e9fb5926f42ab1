public import GossipCore

/// The versions that nodes told. As many as the hot plane holds of them (`Limits.reportsMax`).
public struct AgentVersions: Sendable {
    private var notices: [NodeID: VersionNotice] = [:]

    public init() {}

    /// What the present run of a member told, or its last one where it is dead. nil where nothing of that run was
    /// heard: a program of an earlier version does not tell.
    public func version(of member: MemberRecord) -> AgentVersion? {
        notices[member.id].flatMap { $0.bootTag == member.bootTag ? $0.version : nil }
    }

    /// - Parameter notice: nil for one of a later format.
    /// - Returns: whether anything changed.
    mutating func take(_ notice: VersionNotice?, of node: NodeID) -> Bool {
        guard notices[node] != notice else { return false }
        notices[node] = notice
        return true
    }
}
