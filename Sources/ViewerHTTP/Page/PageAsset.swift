import CViewerAssets
import NIOCore
import NIOHTTP1

/// One embedded file, plain and compressed.
struct PageAsset: Sendable {
    let body: ByteBuffer
    private let small: ByteBuffer?
    private let type: String
    private let etag: String

    init(_ asset: ViewerAsset) {
        let bytes = Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
        body = ByteBuffer(bytes: bytes)
        small = Gzip.compress(bytes).map { ByteBuffer(bytes: $0) }
        type = String(cString: asset.type)
        // FNV-1a, 64 bits: the file's own, so that it survives a restart.
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        etag = String(hash, radix: 36)
    }

    func reply(_ call: Call) -> Reply {
        let vary = [(name: "Vary", value: "Accept-Encoding")]
        if ContentCoding(acceptedBy: call.head.headers) == .gzip, let small {
            return .tagged(
                small, type: type, etag: "\"\(etag)-gzip\"", call.head,
                more: vary + [("Content-Encoding", "gzip")])
        }
        return .tagged(body, type: type, etag: "\"\(etag)\"", call.head, more: vary)
    }
}
