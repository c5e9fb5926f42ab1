extension DropReason: Error {}

/// Opens the datagrams that reach one boot.
struct Opener: Sendable {
    private let ownBoot: BootID
    private var keyring: Keyring
    private var windows: ReplayWindows
    private var subkeys = SubkeyCache()

    /// - Parameter ownBoot: this node's; its own datagrams that come back are dropped.
    init(ownBoot: BootID, keyring: Keyring, windowsMax: Int = Limits.replayWindowsMax) {
        Sodium.prepare()
        self.ownBoot = ownBoot
        self.keyring = keyring
        windows = ReplayWindows(countMax: windowsMax)
    }

    /// Opens with the keys of `keyring` from now on.
    mutating func use(_ keyring: Keyring) {
        self.keyring = keyring
        subkeys.removeAll()
    }

    /// Opens a datagram where it stands: checks size, version, hint and tag, in this order, then looks
    /// at the replay window. Only what passes them all changes anything (INV-9).
    /// - Returns: the plaintext, within `datagram`.
    /// - Throws: why it is dropped. A forged one is zeroed.
    mutating func open(
        _ datagram: UnsafeMutableRawBufferPointer
    ) throws(DropReason) -> UnsafeRawBufferPointer {
        guard datagram.count >= DatagramHeader.datagramBytesMin else { throw .tooShort }
        guard datagram.count <= Limits.datagramBytesMax else { throw .tooLong }
        guard datagram[0] == DatagramHeader.version else { throw .version }
        let header = UnsafeRawBufferPointer(datagram)
        let hint = KeyHint(
            rawValue: UInt32(
                bigEndian: header.loadUnaligned(fromByteOffset: DatagramHeader.hintOffset, as: UInt32.self)))
        guard let key = keyring.index(of: hint) else { throw .unknownKey }
        let boot = BootID(wire: header, offset: DatagramHeader.bootOffset)
        let counter = UInt64(
            littleEndian: header.loadUnaligned(
                fromByteOffset: DatagramHeader.counterOffset, as: UInt64.self))

        let subkey = subkeys.find(boot, hint) ?? Subkey(keyring.keys[key], boot: boot)
        let tagOffset = datagram.count - Limits.tagBytes
        let text = UnsafeMutableRawBufferPointer(rebasing: datagram[DatagramHeader.bytes..<tagOffset])
        let isGenuine = subkey.open(
            text, tag: UnsafeRawBufferPointer(rebasing: header[tagOffset...]), counter: counter,
            additionalData: keyring.additionalData[key])
        guard isGenuine else { throw .forged }
        guard boot != ownBoot else { throw .ownEcho }
        // No sender uses zero; it must not make room for a window either.
        guard counter > 0 else { throw .replayed }
        let index = windows.index(of: boot) ?? windows.insert(boot)
        guard windows.accept(counter, at: index) else { throw .replayed }
        subkeys.keep(subkey, boot, hint)
        return UnsafeRawBufferPointer(text)
    }
}
