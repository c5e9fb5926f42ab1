/// A voting message as it travels. The signature covers everything before it, and with the set's id the
/// lineage, the epoch and the keys of all voters; the ballot names the request and, as a ballot has one
/// value for a register, also the value.
package struct VotingPacket: Sendable {
    /// Of a signed message.
    package struct Origin: Hashable, Sendable {
        package var set: VoterSetID
        /// Tells who is behind when the set is not known.
        package var epoch: Epoch
        package var sender: NodeID
    }
    package let origin: Origin?
    package let message: VotingMessage
    private let signed: [UInt8]
    private let signature: Signature?

    private static let context = Array("rollcall vote 1".utf8)

    /// - Parameter set: of which the sender is a voter.
    package static func encode(_ message: VotingMessage, set: VoterSet, key: SigningKey) -> [UInt8] {
        precondition(VotingMessage.isSigned(kind: message.kind))
        let origin = Origin(set: set.id, epoch: set.epoch, sender: key.id)
        var bytes = Head(message: message, origin: origin).encoded()
        bytes += key.sign(context + bytes).bytes
        precondition(bytes.count <= Limits.votingPacketBytesMax)
        return bytes
    }

    /// A message that needs no signature.
    package static func encode(_ message: VotingMessage) -> [UInt8] {
        precondition(!VotingMessage.isSigned(kind: message.kind))
        return Head(message: message, origin: nil).encoded()
    }

    package init(_ bytes: [UInt8]) throws(WireError) {
        guard let kind = bytes.first, bytes.count <= Limits.votingPacketBytesMax else { throw .truncated }
        let tail = VotingMessage.isSigned(kind: kind) ? Signature.wireBytes : 0
        guard bytes.count > tail else { throw .truncated }
        signed = Array(bytes.dropLast(tail))
        signature = tail == 0 ? nil : Signature(bytes: Array(bytes.suffix(tail)))
        let head = try Head(decoding: signed)
        message = head.message
        origin = tail == 0 ? nil : head.origin
    }

    /// Whether the sender is a voter of `set` and signed this.
    func isSigned(by set: VoterSet) -> Bool {
        guard let origin, let signature, origin.set == set.id, let key = set.key(of: origin.sender) else {
            return false
        }
        return key.verifies(signature, of: Self.context + signed)
    }

    private struct Head: WireValue {
        var message: VotingMessage
        var origin: Origin?

        init(message: VotingMessage, origin: Origin?) {
            self.message = message
            self.origin = origin
        }

        func write(to sink: inout some WireSink) {
            sink.byte(message.kind)
            if let origin {
                origin.set.write(to: &sink)
                sink.varint(origin.epoch.number)
                origin.sender.write(to: &sink)
            }
            message.writeBody(to: &sink)
        }

        init(from reader: inout WireReader) throws(WireError) {
            let kind = try reader.byte()
            if VotingMessage.isSigned(kind: kind) {
                origin = Origin(
                    set: try VoterSetID(from: &reader), epoch: Epoch(try reader.varint()),
                    sender: try NodeID(from: &reader))
            } else {
                origin = nil
            }
            message = try VotingMessage(kind: kind, body: &reader)
        }
    }
}
