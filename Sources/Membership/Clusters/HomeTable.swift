import GossipCore

/// What the members' states mean for the clusters that they are the homes of. It holds those homes alone that
/// are down: in a healthy fleet, however large, hardly anybody.
struct HomeTable: Sendable {
    private struct Home {
        var down: DownReason
        var since: WallTime
    }

    private var homes: [NodeID: Home] = [:]

    /// - Returns: whether the member's clusters changed between up and down, or the reason.
    mutating func take(_ id: NodeID, _ state: MemberState, at wall: WallTime) -> Bool {
        let down = Self.reason(state)
        guard homes[id]?.down != down else { return false }
        homes[id] = down.map { Home(down: $0, since: wall) }
        return true
    }

    /// Why the clusters of this home are down, and since when as this node saw it; nil where nothing is held
    /// against it.
    func down(_ id: NodeID) -> (reason: DownReason, since: WallTime)? {
        homes[id].map { ($0.down, $0.since) }
    }

    private static func reason(_ state: MemberState) -> DownReason? {
        switch state {
        case .alive, .suspect: nil
        case .dead, .forgotten: .nodeDead
        case .left: .left
        }
    }
}
