/// What one voter holds of one register (CASPaxos, 2.2).
public struct RegisterState: Hashable, Sendable {
    /// Nothing below this ballot is answered with a yes any more. Never below `accepted`.
    public var promised: Ballot = .zero
    /// The ballot of `value`; zero while nothing was accepted.
    public var accepted: Ballot = .zero
    /// Empty while nothing was accepted.
    public var value: [UInt8] = []
}

extension Ballot: WireValue {
    /// Nothing follows a round of zero.
    func write(to sink: inout some WireSink) {
        sink.varint(round)
        guard round > 0 else { return }
        sink.varint(epoch.number)
        node.write(to: &sink)
        sink.word64(boot)
    }

    init(from reader: inout WireReader) throws(WireError) {
        let round = try reader.varint()
        guard round > 0 else {
            self = .zero
            return
        }
        self.init(
            epoch: Epoch(try reader.varint()), round: round, node: try NodeID(from: &reader),
            boot: try reader.word64())
    }
}

extension RegisterState: WireValue {
    func write(to sink: inout some WireSink) {
        promised.write(to: &sink)
        accepted.write(to: &sink)
        sink.bytes(value)
    }

    init(from reader: inout WireReader) throws(WireError) {
        promised = try Ballot(from: &reader)
        accepted = try Ballot(from: &reader)
        value = try reader.bytes(max: Limits.registerBytesMax)
        guard accepted <= promised, accepted > .zero || value.isEmpty else { throw .value }
    }
}
