public import GossipCore

/// What nodes told of themselves. As many as the hot plane holds of them (`Limits.reportsMax`).
public struct NodeNotices: Sendable {
    private var notices: [NodeID: NodeNotice] = [:]

    public init() {}

    /// What the present run of a member told, or its last one where it is dead. nil where nothing of that run was
    /// heard: a program of an earlier version does not tell.
    public func notice(of member: MemberRecord) -> NodeNotice? {
        notices[member.id].flatMap { $0.bootTag == member.bootTag ? $0 : nil }
    }

    /// - Parameter notice: nil for one of a later format.
    /// - Returns: whether anything changed.
    mutating func take(_ notice: NodeNotice?, of node: NodeID) -> Bool {
        guard notices[node] != notice else { return false }
        notices[node] = notice
        return true
    }
}
