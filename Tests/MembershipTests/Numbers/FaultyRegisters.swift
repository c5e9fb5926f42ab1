@testable import GossipCore

/// Registers as the voters keep them, in memory, with every way to end that a real one has: decided; decided
/// and not told; decided long after it was given up; never decided.
struct FaultyRegisters {
    /// Of a hundred attempts, how many come to no end that is told.
    var unknownPercent = 0
    var isFull = false
    private(set) var values: [RegisterKey: [UInt8]] = [:]

    enum Fate: CaseIterable {
        /// It happens, and nobody hears of it.
        case silent
        /// It happens when somebody else comes upon it.
        case late
        case never
    }

    /// - Returns: what the register holds then; nil if it is empty, and stays so.
    mutating func apply(_ change: RegisterChange, to key: RegisterKey) -> [UInt8]? {
        let value = change.apply(values[key]) ?? values[key]
        values[key] = value
        return value
    }
}
