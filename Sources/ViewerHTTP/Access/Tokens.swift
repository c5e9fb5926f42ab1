/// The accepted tokens of one half of the API, several while they are rotated. None: everybody may.
struct Tokens: Sendable {
    private let accepted: [[UInt8]]

    init(_ tokens: [String]) {
        accepted = tokens.map { Array($0.utf8) }.filter { !$0.isEmpty }
    }

    var isOpen: Bool { accepted.isEmpty }

    /// Takes a time that depends on the presented text and the count of tokens alone: neither where
    /// they first differ nor how long a token is can be measured.
    func accept(_ presented: String) -> Bool {
        var presented = presented
        return presented.withUTF8 { text in
            var found: UInt8 = 0
            for token in accepted { found |= Self.areEqual(text, token) }
            return found == 1
        }
    }

    /// - Returns: 1 or 0. Walks over all of `text`, around `token` as often as it takes.
    private static func areEqual(_ text: UnsafeBufferPointer<UInt8>, _ token: [UInt8]) -> UInt8 {
        var difference = UInt64(truncatingIfNeeded: text.count ^ token.count)
        var place = 0
        for byte in text {
            difference |= UInt64(byte ^ token[place])
            place += 1
            if place == token.count { place = 0 }
        }
        // 1 for zero, 0 for everything else, without a branch.
        return UInt8(truncatingIfNeeded: ((difference | (0 &- difference)) >> 63) ^ 1)
    }
}
