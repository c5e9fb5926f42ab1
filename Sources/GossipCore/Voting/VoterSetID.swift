/// Names a voter set for signatures: the first 16 bytes of BLAKE2b of its contents.
public struct VoterSetID: Hashable, Sendable {
    var high: UInt64
    var low: UInt64

    init(lineage: Lineage, epoch: Epoch, voters: [VoterKey]) {
        var bytes = Array("rollcall voter set 1".utf8)
        bytes += lineage.encoded()
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: epoch.number >> UInt64(shift)))
        }
        for voter in voters { bytes += voter.bytes }
        let hash = Blake2b256.hash(bytes)
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        high = word(hash[0..<8])
        low = word(hash[8..<16])
    }
}

extension VoterSetID: WireValue {
    static let wireBytes = 16

    func write(to sink: inout some WireSink) {
        sink.ordered64(high)
        sink.ordered64(low)
    }

    init(from reader: inout WireReader) throws(WireError) {
        high = try reader.ordered64()
        low = try reader.ordered64()
    }
}
