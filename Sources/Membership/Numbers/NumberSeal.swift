import GossipCore

/// Binds what a proposer answers to its key, its lineage and the home that asked: who has the group key alone
/// cannot make a home believe in a number (docs/voting.md, Numbers).
struct NumberSeal: Sendable {
    var lineage: Lineage
    /// Who is answered.
    var home: NodeID

    /// Bytes that an answer may fill with bodies.
    static let bodyBytesMax = Limits.messageBytesMax - 1 - Attestation.byteCount

    func sealed(_ packet: NumberMessage.Packet, by key: SigningKey) -> [UInt8] {
        [packet.kind.rawValue] + Attestation.of(covered(packet), by: key) + packet.bodies
    }

    /// - Returns: nil unless one of `voters` signed it for this home and lineage.
    func opened(_ bytes: [UInt8], voters: [NodeID]) -> (packet: NumberMessage.Packet, voter: NodeID)? {
        guard bytes.count > 1 + Attestation.byteCount,
            let kind = bytes.first.flatMap(NumberMessage.Kind.init(rawValue:)), kind.isAnswer
        else { return nil }
        let packet = NumberMessage.Packet(
            kind: kind, bodies: Array(bytes.dropFirst(1 + Attestation.byteCount)))
        let attestation = Array(bytes[1...Attestation.byteCount])
        guard let voter = Attestation.claimant(attestation), voters.contains(voter),
            Attestation.isGenuine(attestation, of: covered(packet))
        else { return nil }
        return (packet, voter)
    }

    private func covered(_ packet: NumberMessage.Packet) -> [UInt8] {
        var writer = PayloadWriter()
        for word in [lineage.high, lineage.low, home.high, home.low] { writer.word64(word) }
        return Array("numbers".utf8) + writer.bytes + [packet.kind.rawValue] + packet.bodies
    }
}
