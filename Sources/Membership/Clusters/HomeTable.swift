import GossipCore

/// What the members' states mean for the clusters that they are the homes of.
struct HomeTable: Sendable {
    private struct Home {
        var down: DownReason?
        var since: WallTime
    }

    private var homes: [NodeID: Home] = [:]

    /// - Returns: whether the member's clusters changed between up and down, or the reason.
    mutating func take(_ id: NodeID, _ state: MemberState, at wall: WallTime) -> Bool {
        let down = Self.reason(state)
        if let known = homes[id], known.down == down { return false }
        homes[id] = Home(down: down, since: wall)
        return true
    }

    func isKnown(_ id: NodeID) -> Bool { homes[id] != nil }

    /// Why the clusters of this home are down, and since when as this node saw it; nil where they are up
    /// by its word. A home that was never heard of here cannot vouch for anything.
    func down(_ id: NodeID) -> (reason: DownReason, since: WallTime?)? {
        guard let home = homes[id] else { return (.nodeDead, nil) }
        return home.down.map { ($0, home.since) }
    }

    private static func reason(_ state: MemberState) -> DownReason? {
        switch state {
        case .alive, .suspect: nil
        case .dead, .forgotten: .nodeDead
        case .left: .left
        }
    }
}
