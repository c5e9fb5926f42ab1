/// The exact reading of a `metrics` object that may name a family twice.
enum RepeatedFamilies {
    /// Where the samples of each family start: of a repeated family, and of repeated `samples` in it,
    /// the last ones, in the order of the families' first mention, which is what Python's dictionary keeps.
    /// - Parameter scanner: at the object's opening brace; the object was read once and is well-formed.
    static func samples(_ scanner: inout JSONScanner) throws(JSONError) -> [Int] {
        var order: [Int?] = []
        var indices: [[UInt8]: Int] = [:]
        var more = try scanner.enterObject()
        while more {
            let key = try scanner.key()
            // Names that no UTF-8 can say are told apart by their spelling.
            let name = scanner.decoded(key) ?? [0xFF] + scanner.bytes[key.range]
            let offset = try samplesOfFamily(&scanner)
            if let index = indices[name] {
                order[index] = offset
            } else {
                indices[name] = order.count
                order.append(offset)
            }
            more = try scanner.hasNextMember()
        }
        return order.compactMap { $0 }
    }

    /// Consumes a family.
    private static func samplesOfFamily(_ scanner: inout JSONScanner) throws(JSONError) -> Int? {
        guard scanner.peek() == Ascii.openBrace else {
            try scanner.skipValue()
            return nil
        }
        var offset: Int?
        var more = try scanner.enterObject()
        while more {
            let key = try scanner.key()
            if scanner.text(key, is: "samples") {
                _ = scanner.peek()
                offset = scanner.offset
            }
            try scanner.skipValue()
            more = try scanner.hasNextMember()
        }
        return offset
    }
}
