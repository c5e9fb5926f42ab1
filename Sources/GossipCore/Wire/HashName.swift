/// 16 bytes as two words, the first byte the highest: how all that is named by a hash, or by chance, keeps its name.
struct HashName {
    let high: UInt64
    let low: UInt64

    /// - Parameter bytes: the first 16 count.
    init(_ bytes: [UInt8]) {
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        high = word(bytes[0..<8])
        low = word(bytes[8..<16])
    }

    /// The name of what has this content.
    init(hashing content: [UInt8]) { self.init(Blake2b256.hash(content)) }
}
