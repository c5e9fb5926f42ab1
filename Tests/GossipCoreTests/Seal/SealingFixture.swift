import Testing

@testable import GossipCore

/// Two nodes of one fleet, one that seals and one that opens.
struct SealingFixture {
    var sealer: Sealer
    var opener: Opener
    var outbox = Outbox()

    static let senderBoot = BootID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10)
    static let receiverBoot = BootID(high: 7, low: 7)
    static let sender = NodeID(high: 0x1111, low: 0x2222)
    static let peer = Address(ipv4: 0x7F00_0001, port: 9189)
    static let label = Array("fleet".utf8)

    init(windowsMax: Int = Limits.replayWindowsMax) throws {
        let ring = try Self.ring(1)
        sealer = Sealer(boot: Self.senderBoot, keyring: ring)
        opener = Opener(ownBoot: Self.receiverBoot, keyring: ring, windowsMax: windowsMax)
    }

    /// A key of 32 bytes that all are `byte`.
    static func key(_ byte: UInt8) throws -> GroupKey {
        try #require(GroupKey(bytes: [UInt8](repeating: byte, count: 32)))
    }

    static func ring(_ bytes: UInt8..., label: [UInt8] = label) throws -> Keyring {
        Keyring(keys: try bytes.map(key), label: label)
    }

    /// The bytes of one datagram with `records`.
    mutating func sealed(_ records: [Record] = [.nack(Nack(challenge: 1))]) -> [UInt8] {
        Self.sealed(records, by: &sealer, in: &outbox)
    }

    static func sealed(
        _ records: [Record] = [.nack(Nack(challenge: 1))], by sealer: inout Sealer, in outbox: inout Outbox
    ) -> [UInt8] {
        outbox.removeAll()
        var datagram = DatagramBuilder(to: peer, from: sender, in: &outbox)
        for record in records { datagram.append(record, in: &outbox) }
        datagram.finish(with: &sealer, in: &outbox)
        return outbox.bytes
    }

    /// The plaintext, or why it was dropped.
    mutating func open(_ datagram: [UInt8]) -> Result<[UInt8], DropReason> {
        Self.open(datagram, with: &opener)
    }

    static func open(_ datagram: [UInt8], with opener: inout Opener) -> Result<[UInt8], DropReason> {
        var bytes = datagram
        return bytes.withUnsafeMutableBytes { buffer in
            do throws(DropReason) {
                return .success(Array(try opener.open(buffer)))
            } catch {
                return .failure(error)
            }
        }
    }
}

extension Result where Failure == DropReason {
    var dropReason: DropReason? {
        if case .failure(let reason) = self { reason } else { nil }
    }
    var isOpened: Bool { dropReason == nil }
}
