/// How a proposal ended.
public enum Outcome: Hashable, Sendable {
    /// This value is decided. Nil: the register was empty, and stayed so.
    case decided([UInt8]?)
    /// No majority answered in time. The change may have happened, or may yet happen.
    case unknown
    /// The voters have no room for another register, or the value is too long for one.
    case full
}
