/// Seals any bytes as a datagram: what somebody can do who holds the group key and obeys no rule. The simulator's
/// hostile member uses it; no product code does.
package struct RawSealer: Sendable {
    private var sealer: Sealer

    package init(boot: BootID, keyring: Keyring) { sealer = Sealer(boot: boot, keyring: keyring) }

    /// - Parameter plaintext: prologue and records, or anything else that fits a datagram.
    package mutating func sealed(_ plaintext: [UInt8]) -> [UInt8] {
        precondition(plaintext.count <= Limits.plaintextBytesMax)
        var datagram = [UInt8](repeating: 0, count: Limits.headerBytes)
        datagram += plaintext
        datagram += [UInt8](repeating: 0, count: Limits.tagBytes)
        datagram.withUnsafeMutableBytes { sealer.seal($0) }
        return datagram
    }
}
