/// An Ed25519 signature (RFC 8032).
package struct Signature: Hashable, Sendable {
    /// 64 bytes.
    let bytes: [UInt8]
}

extension Signature: WireValue {
    static let wireBytes = 64

    func write(to sink: inout some WireSink) { bytes.withUnsafeBytes { sink.put($0) } }

    init(from reader: inout WireReader) throws(WireError) {
        var part = try reader.part(Self.wireBytes)
        bytes = try part.rest(max: Self.wireBytes)
    }
}
