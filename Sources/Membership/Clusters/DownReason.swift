/// Why a cluster is down.
public enum DownReason: UInt8, Sendable, CaseIterable {
    /// Its home waited for a full time to live.
    case missedBeats = 0
    /// Its home is dead, or forgotten, or not known here.
    case nodeDead = 1
    /// Its home said goodbye.
    case left = 2

    /// `down_reason` of `/v1/fleets`.
    public var label: String {
        switch self {
        case .missedBeats: "missed beats"
        case .nodeDead: "node dead"
        case .left: "left"
        }
    }
}
