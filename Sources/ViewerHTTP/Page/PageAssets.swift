import CViewerAssets
import NIOCore
import NIOHTTP1

/// The view's page and its files, embedded into the binary (`Sources/CViewerAssets/page`).
struct PageAssets: Sendable {
    /// By path, without the two pages.
    static let files: [Substring: PageAsset] = all.filter { $0.key.utf8.starts(with: "/assets/".utf8) }

    private static let all: [Substring: PageAsset] = {
        var count = 0
        guard let assets = viewer_assets(&count) else { return [:] }
        return Dictionary(
            UnsafeBufferPointer(start: assets, count: count).map { asset in
                (Substring(String(cString: asset.path)), PageAsset(asset))
            }, uniquingKeysWith: { first, _ in first })
    }()

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
        return Self.page("/index.html").reply(call)
    }

    func asset(_ call: Call) -> Reply {
        Self.files[call.target.path]?.reply(call) ?? .failure(.notFound, "not found", path: call.target.path)
    }

    /// What a browser gets at `/` without a token: a form that asks for it.
    static let signIn = Reply(
        status: .unauthorized,
        headers: [("Content-Type", "text/html; charset=utf-8"), ("WWW-Authenticate", "Bearer")]
            + SecurityHeaders.live,
        body: page("/sign-in.html").body)

    private static func page(_ path: Substring) -> PageAsset {
        guard let page = all[path] else { preconditionFailure("the page is embedded") }
        return page
    }
}
