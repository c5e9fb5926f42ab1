/// The open part of a datagram.
///
///      0        1          5                  21          29                     n-16      n
///      +--------+----------+------------------+-----------+-----------------------+---------+
///      | version| key hint | boot id 16       | counter 8 | sealed                | tag 16  |
///      +--------+----------+------------------+-----------+-----------------------+---------+
///
/// Boot id and counter are the nonce of XChaCha20-Poly1305; a counter rises by one for each datagram of
/// a boot, so a nonce never repeats. Version, hint and the fleet's label are additional data.
enum DatagramHeader {
    static let version: UInt8 = 1
    static let hintOffset = 1
    static let bootOffset = 5
    static let counterOffset = 21
    static let bytes = Limits.headerBytes
    /// Version and hint; the label follows them in the additional data, but not on the wire.
    static let authenticatedBytes = bootOffset
    /// A datagram without a record.
    static let datagramBytesMin = bytes + RecordReader.prologueBytes + Limits.tagBytes
}

extension BootID {
    /// From 16 bytes, in the order in which people write them.
    init(wire bytes: UnsafeRawBufferPointer, offset: Int) {
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
    }

    func write(to bytes: UnsafeMutableRawBufferPointer, offset: Int) {
        bytes.storeBytes(of: high.bigEndian, toByteOffset: offset, as: UInt64.self)
        bytes.storeBytes(of: low.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
    }
}
