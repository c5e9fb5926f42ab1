import NIOCore
import NIOHTTP1

/// Who may: tokens, the limit on reads, requests that another site forged, and preflights.
struct Gate: Sendable {
    private let ingest: Tokens
    private let viewer: Tokens
    private let corsOrigins: [String]
    private let readLimiter: RateLimiter

    init(_ configuration: ViewerConfiguration) {
        ingest = Tokens(configuration.ingestTokens)
        viewer = Tokens(configuration.viewerTokens)
        corsOrigins = configuration.corsOrigins
        readLimiter = RateLimiter(perMinute: configuration.readLimit)
    }

    /// - Returns: the answer to a request that may not pass; nil lets it pass. Paths that lead nowhere are
    ///   gated too, so that a stranger learns nothing of what exists.
    func refusal(
        of head: HTTPRequestHead, _ target: RequestTarget, _ route: Route?, remoteKey: UInt64
    ) -> Reply? {
        if let reply = preflight(head) { return reply }
        if route?.isOpen == true { return nil }
        if let reply = overReadLimit(head, target, remoteKey: remoteKey) { return reply }
        let credentials = Credentials(head, target)
        let tokens = target.path.utf8.starts(with: "/fleet/".utf8) ? ingest : viewer
        guard accepts(credentials, tokens, head.method) else { return unauthorized(head, target) }
        if head.method != .GET, head.method != .HEAD, CrossSite.isForged(head, origins: corsOrigins) {
            return .failure(.forbidden, "refused: another site sent this", path: target.path)
        }
        return nil
    }

    /// Whether a reader needs a token, for `/api/config`.
    var isViewerGated: Bool { !viewer.isOpen }

    func isViewerToken(_ token: String) -> Bool { !viewer.isOpen && viewer.accept(token) }

    /// Headers that let the page of a listed site read an answer.
    func corsHeaders(_ head: HTTPRequestHead) -> [(name: String, value: String)] {
        guard !corsOrigins.isEmpty, let origin = head.headers.first(name: "origin"),
            corsOrigins.contains(origin)
        else { return [] }
        return [
            ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Allow-Headers", "Authorization, Content-Type"),
            ("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
            ("Vary", "Origin"),
        ]
    }

    /// - Returns: the answer to a preflight, which nothing gates; nil for any other request.
    func preflight(_ head: HTTPRequestHead) -> Reply? {
        guard head.method == .OPTIONS, head.headers.contains(name: "origin"),
            head.headers.contains(name: "access-control-request-method")
        else { return nil }
        return Reply(status: .noContent, headers: corsHeaders(head), body: nil)
    }

    /// - Returns: the refusal of a read too many.
    func overReadLimit(_ head: HTTPRequestHead, _ target: RequestTarget, remoteKey: UInt64) -> Reply? {
        guard head.method == .GET || head.method == .HEAD,
            let seconds = readLimiter.take(remoteKey, now: Clocks.nanoseconds())
        else { return nil }
        return .failure(
            .tooManyRequests, "read rate exceeded", path: target.path,
            more: [("Retry-After", String(seconds))])
    }

    private func accepts(_ credentials: Credentials, _ tokens: Tokens, _ method: HTTPMethod) -> Bool {
        if tokens.isOpen { return true }
        // A browser sends cookies whoever asks it to: they read, and change nothing.
        if case .cookie = credentials, method != .GET, method != .HEAD { return false }
        return credentials.token.map(tokens.accept) ?? false
    }

    private func unauthorized(_ head: HTTPRequestHead, _ target: RequestTarget) -> Reply {
        if target.path == "/", head.headers["accept"].contains(where: { $0.contains("text/html") }) {
            return PageAssets.signIn
        }
        return .failure(
            .unauthorized, "unauthorized", path: target.path, more: [("WWW-Authenticate", "Bearer")])
    }
}
