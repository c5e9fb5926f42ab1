@testable import GossipCore

/// What a broken or hostile path does to bytes.
enum Mutation {
    static func of(_ bytes: [UInt8], by random: inout SeededGenerator) -> [UInt8] {
        var mutated = bytes
        for _ in 0...random.below(3) {
            guard !mutated.isEmpty else { return mutated }
            let index = random.below(mutated.count)
            switch random.below(6) {
            case 0: mutated[index] ^= 1 << UInt8(random.below(8))
            case 1: mutated[index] = UInt8(truncatingIfNeeded: random.next())
            case 2: mutated[index] = [0, 1, 0x7F, 0x80, 0xFF][random.below(5)]
            case 3: mutated.remove(at: index)
            case 4: mutated.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
            default: mutated.removeLast(random.below(mutated.count))
            }
        }
        return mutated
    }
}
