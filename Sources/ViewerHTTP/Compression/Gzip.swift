import CZlib

/// Compression in the format of gzip (RFC 1952), by zlib.
enum Gzip {
    /// The fastest level: a view of 5,000 clusters becomes a ninth of its size in 16 ms; the slowest would
    /// take three times as long for a fifth less.
    private static let level: Int32 = 1

    /// - Returns: nil when zlib has no memory.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard bytes.count <= UInt32.max, czlib_deflate_init_gzip(&stream, level) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, UInt(bytes.count)))
        var isDone = false
        let compressed = [UInt8](unsafeUninitializedCapacity: room) { output, count in
            bytes.withUnsafeBufferPointer { input in
                // zlib reads through `next_in` and never writes there.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                isDone = deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
            count = output.count - Int(stream.avail_out)
        }
        return isDone ? compressed : nil
    }
}
