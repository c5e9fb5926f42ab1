/// SplitMix64 (Steele, Lea, Flood 2014): the only source of randomness in the core, so that one
/// seed gives one trace (INV-14). Not for secrets: keys and boot ids come from libsodium outside.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    @inlinable
    public init(seed: UInt64) { self.init(state: seed) }

    @usableFromInline
    init(state: UInt64) { self.state = state }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in `0 ..< bound`, by Lemire's multiplication; its bias is under `bound / 2^64`.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0)
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
