/// Eight 16-bit words in sixteen bytes, aligned as a machine word: a vector type would be aligned to sixteen, and
/// cost a fifth more in each replay window.
struct EightWords: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    static let count = 8

    /// - Precondition: the place is in `0 ..< count`.
    subscript(place: Int) -> UInt16 {
        get { UInt16(truncatingIfNeeded: (place < 4 ? low : high) >> (16 * UInt64(place & 3))) }
        set {
            let shift = 16 * UInt64(place & 3)
            let (mask, bits) = (UInt64(0xFFFF) << shift, UInt64(newValue) << shift)
            if place < 4 { low = low & ~mask | bits } else { high = high & ~mask | bits }
        }
    }
}
