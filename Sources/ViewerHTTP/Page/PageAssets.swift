import CViewerAssets
import NIOCore
import NIOHTTP1

/// The first page and its files, embedded into the binary.
struct PageAssets: Sendable {
    private let html = Asset(viewer_page_html(), type: "text/html; charset=utf-8")
    private let css = Asset(viewer_page_css(), type: "text/css; charset=utf-8")
    private let js = Asset(viewer_page_js(), type: "text/javascript; charset=utf-8")

    /// The page; or, where the address holds a right token, a redirect to the address without it, and the
    /// token in a cookie.
    func shell(_ call: Call, _ gate: Gate) -> Reply {
        if let token = call.target.first("token"), gate.isViewerToken(token) {
            return Reply(
                status: .seeOther,
                headers: SecurityHeaders.live + [
                    ("Location", call.target.without("token")), ("Set-Cookie", Credentials.setCookie(token)),
                ],
                body: ByteBuffer())
        }
        return html.reply(call)
    }

    func stylesheet(_ call: Call) -> Reply { css.reply(call) }

    func script(_ call: Call) -> Reply { js.reply(call) }

    /// What a browser gets at `/` without a token: a form that asks for it.
    static let signIn = Reply(
        status: .unauthorized,
        headers: [("Content-Type", "text/html; charset=utf-8"), ("WWW-Authenticate", "Bearer")]
            + SecurityHeaders.live,
        body: Asset(viewer_sign_in_html(), type: "").body)
}

/// One embedded file.
private struct Asset: Sendable {
    let body: ByteBuffer
    let type: String
    let etag: String

    init(_ asset: ViewerAsset, type: String) {
        body = ByteBuffer(bytes: UnsafeRawBufferPointer(start: asset.bytes, count: asset.count))
        self.type = type
        // FNV-1a, 64 bits: the file's own, so that it survives a restart.
        let hash = body.readableBytesView.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        etag = "\"" + String(hash, radix: 36) + "\""
    }

    func reply(_ call: Call) -> Reply { .tagged(body, type: type, etag: etag, call.head) }
}
