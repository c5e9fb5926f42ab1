/// Seals the datagrams of one boot.
struct Sealer: Sendable {
    let boot: BootID
    /// Of the last datagram; the first has 1.
    private(set) var counter: UInt64 = 0
    private var subkey: Subkey
    private var additionalData: [UInt8]

    /// - Parameter boot: random, and never given to two sealers: nonces must not repeat.
    init(boot: BootID, keyring: Keyring) {
        Sodium.prepare()
        self.boot = boot
        subkey = Subkey(keyring.sealing, boot: boot)
        additionalData = keyring.additionalData[0]
    }

    /// Seals with the first key of `keyring` from now on. The counter goes on.
    mutating func use(_ keyring: Keyring) {
        subkey = Subkey(keyring.sealing, boot: boot)
        additionalData = keyring.additionalData[0]
    }

    /// Writes the header and the tag, and seals what is between them where it stands.
    /// - Parameter datagram: the whole datagram, with room for header and tag.
    mutating func seal(_ datagram: UnsafeMutableRawBufferPointer) {
        precondition(datagram.count >= DatagramHeader.bytes + Limits.tagBytes)
        counter += 1
        for index in 0..<DatagramHeader.authenticatedBytes { datagram[index] = additionalData[index] }
        boot.write(to: datagram, offset: DatagramHeader.bootOffset)
        datagram.storeBytes(
            of: counter.littleEndian, toByteOffset: DatagramHeader.counterOffset, as: UInt64.self)
        let tagOffset = datagram.count - Limits.tagBytes
        subkey.seal(
            UnsafeMutableRawBufferPointer(rebasing: datagram[DatagramHeader.bytes..<tagOffset]),
            tag: UnsafeMutableRawBufferPointer(rebasing: datagram[tagOffset...]), counter: counter,
            additionalData: additionalData)
    }
}
