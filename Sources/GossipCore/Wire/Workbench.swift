/// The parts of the wire one by one, for `simulations/bench`, which measures them beside bare libsodium.
/// A node uses none of this.
package struct Workbench: Sendable {
    private var sealer: Sealer
    private var opener: Opener
    private let sender: MemberRecord
    private let ping: Ping

    /// - Parameters:
    ///   - sender: whose pings these are; its record travels in them, as news does in a ping's spare room.
    ///   - target: who is pinged.
    package init(sender: MemberRecord, target: NodeID, senderBoot: BootID, ownBoot: BootID, keyring: Keyring)
    {
        sealer = Sealer(boot: senderBoot, keyring: keyring)
        opener = Opener(ownBoot: ownBoot, keyring: keyring)
        self.sender = sender
        ping = Ping(challenge: 1, target: target.low, incarnation: sender.incarnation, cold: 2, hot: 3)
    }

    /// Builds and seals one ping at the end of the outbox.
    /// - Returns: its bytes.
    @discardableResult
    package mutating func seal(to address: Address, into outbox: inout Outbox) -> Int {
        var datagram = DatagramBuilder(to: address, from: sender.id, in: &outbox)
        datagram.append(.ping(ping), in: &outbox)
        datagram.append(.member(sender), in: &outbox)
        return datagram.finish(with: &sealer, in: &outbox)
    }

    /// Opens one datagram where it stands.
    /// - Returns: bytes of plaintext; 0 if it was dropped.
    package mutating func open(_ datagram: UnsafeMutableRawBufferPointer) -> Int {
        (try? opener.open(datagram))?.count ?? 0
    }

    /// Opens one datagram where it stands and decodes all of it.
    /// - Returns: records; 0 if it was dropped.
    package mutating func decode(_ datagram: UnsafeMutableRawBufferPointer) -> Int {
        guard let text = try? opener.open(datagram), var reader = try? RecordReader(text) else { return 0 }
        var count = 0
        while reader.next() != nil { count += 1 }
        return count
    }
}
