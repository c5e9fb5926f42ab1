/// Which counters of one boot were seen: the newest and the `Limits.replayWindowBits - 1` before it
/// (RFC 6479). The bits stand in a ring of words, one more than the window needs, so that it moves by
/// clearing whole words and never shifts.
struct ReplayWindow: Sendable {
    private static let wordCount = UInt64(Limits.replayWindowBits / 64 + 1)

    /// 0 before the first.
    private(set) var newest: UInt64 = 0
    private var words = [UInt64](repeating: 0, count: Int(Self.wordCount))

    /// Takes a counter in.
    /// - Returns: false for one that was seen, is too old to tell, or is zero, which no sender uses.
    mutating func accept(_ counter: UInt64) -> Bool {
        guard counter > 0 else { return false }
        if counter > newest {
            let distance = counter / 64 - newest / 64
            for step in 0..<min(distance, Self.wordCount) {
                words[Int((counter / 64 - step) % Self.wordCount)] = 0
            }
            newest = counter
        } else if newest - counter >= UInt64(Limits.replayWindowBits) {
            return false
        }
        let index = Int((counter / 64) % Self.wordCount)
        let bit: UInt64 = 1 << (counter % 64)
        guard words[index] & bit == 0 else { return false }
        words[index] |= bit
        return true
    }

    /// Forgets everything, and keeps its memory.
    mutating func reset() {
        newest = 0
        for index in words.indices { words[index] = 0 }
    }
}
