/// Which counters of one boot were seen: the newest and the `Limits.replayWindowBits - 1` before it
/// (RFC 6479). The bits stand in a ring of words, one more than the window needs, so that it moves by
/// clearing whole words and never shifts.
///
/// Of most boots of a large fleet few datagrams come here, each a different one of the sender's thousands: up to
/// eight are kept as numbers, and only more than that within one window get their 264 bytes of bits.
struct ReplayWindow: Sendable {
    private static let wordCount = UInt64(Limits.replayWindowBits / 64 + 1)
    private static let fewMax = EightWords.count

    /// 0 before the first.
    private(set) var newest: UInt64 = 0
    /// Empty while few are kept.
    private var words: [UInt64] = []
    /// The low 16 bits of the counters before the newest that were seen and lie in its window, which tell them
    /// apart: the window is 2,048 wide.
    private var few = EightWords()
    private var fewCount: UInt8 = 0

    /// Takes a counter in.
    /// - Returns: false for one that was seen, is too old to tell, or is zero, which no sender uses.
    mutating func accept(_ counter: UInt64) -> Bool {
        guard counter > 0 else { return false }
        if words.isEmpty { return acceptFew(counter) }
        if counter > newest {
            advance(to: counter)
        } else if newest - counter >= UInt64(Limits.replayWindowBits) {
            return false
        }
        return mark(counter)
    }

    /// Forgets everything.
    mutating func reset() { self = ReplayWindow() }

    private mutating func acceptFew(_ counter: UInt64) -> Bool {
        let width = UInt64(Limits.replayWindowBits)
        if counter > newest {
            dropFew(before: counter)
            let former = newest
            guard former > 0, counter - former < width else {
                newest = counter
                return true
            }
            guard Int(fewCount) < Self.fewMax else { return acceptInBits(counter) }
            keep(former)
            newest = counter
            return true
        }
        guard newest - counter < width, counter < newest, !isAmongFew(counter) else { return false }
        guard Int(fewCount) < Self.fewMax else { return acceptInBits(counter) }
        keep(counter)
        return true
    }

    private mutating func keep(_ counter: UInt64) {
        few[Int(fewCount)] = UInt16(truncatingIfNeeded: counter)
        fewCount += 1
    }

    private func isAmongFew(_ counter: UInt64) -> Bool {
        (0..<Int(fewCount)).contains { few[$0] == UInt16(truncatingIfNeeded: counter) }
    }

    /// Drops what the window leaves behind when it moves on to `counter`.
    private mutating func dropFew(before counter: UInt64) {
        var place = 0
        while place < Int(fewCount) {
            if counter - full(few[place]) < UInt64(Limits.replayWindowBits) {
                place += 1
            } else {
                fewCount -= 1
                few[place] = few[Int(fewCount)]
            }
        }
    }

    /// The counter of which the low 16 bits are kept.
    private func full(_ low: UInt16) -> UInt64 {
        newest - UInt64(UInt16(truncatingIfNeeded: newest) &- low)
    }

    /// From numbers to bits, for good.
    private mutating func acceptInBits(_ counter: UInt64) -> Bool {
        words = [UInt64](repeating: 0, count: Int(Self.wordCount))
        _ = mark(newest)
        for place in 0..<Int(fewCount) { _ = mark(full(few[place])) }
        return accept(counter)
    }

    private mutating func advance(to counter: UInt64) {
        let distance = counter / 64 - newest / 64
        for step in 0..<min(distance, Self.wordCount) {
            words[Int((counter / 64 - step) % Self.wordCount)] = 0
        }
        newest = counter
    }

    private mutating func mark(_ counter: UInt64) -> Bool {
        let index = Int((counter / 64) % Self.wordCount)
        let bit: UInt64 = 1 << (counter % 64)
        guard words[index] & bit == 0 else { return false }
        words[index] |= bit
        return true
    }
}
