extension WireValue {
    /// The value's bytes on their own.
    func encoded() -> [UInt8] {
        var meter = WireMeter()
        write(to: &meter)
        let size = meter.count
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var writer = WireWriter(UnsafeMutableRawBufferPointer(buffer))
            write(to: &writer)
            count = writer.count
        }
    }

    /// - Throws: where the bytes are not exactly one value.
    init(decoding bytes: [UInt8]) throws(WireError) {
        let result = bytes.withUnsafeBytes { bytes -> Result<Self, WireError> in
            var reader = WireReader(bytes)
            do throws(WireError) {
                let value = try Self(from: &reader)
                try reader.end()
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }
}
