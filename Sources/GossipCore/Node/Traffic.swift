/// Counters of one node since its start, for `/v1/status` and `/metrics`.
public struct Traffic: Hashable, Sendable {
    public var sentDatagrams: UInt64 = 0
    public var sentBytes: UInt64 = 0
    public var receivedDatagrams: UInt64 = 0
    public var receivedBytes: UInt64 = 0
    /// Indexed by `DropReason.rawValue`.
    public var dropped: [UInt64] = Array(repeating: 0, count: DropReason.allCases.count)

    public init() {}

    public subscript(reason: DropReason) -> UInt64 {
        get { dropped[reason.rawValue] }
        set { dropped[reason.rawValue] = newValue }
    }
}

/// Why a datagram was dropped, or was not sent. Nothing is ever answered to one that was dropped.
public enum DropReason: Int, CaseIterable, Sendable {
    case tooShort, tooLong, version, unknownKey, forged, replayed, malformed, ownEcho, quota

    /// The label in `/v1/status` and `/metrics`.
    public var label: String {
        switch self {
        case .tooShort: "too_short"
        case .tooLong: "too_long"
        case .version: "version"
        case .unknownKey: "unknown_key"
        case .forged: "forged"
        case .replayed: "replayed"
        case .malformed: "malformed"
        case .ownEcho: "own_echo"
        case .quota: "quota"
        }
    }
}
