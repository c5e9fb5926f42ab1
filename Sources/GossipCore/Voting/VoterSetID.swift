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
        let name = HashName(hashing: bytes)
        high = name.high
        low = name.low
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
