import NIOHTTP1

/// Whether another site told the browser to send a request. It could make any visitor's browser
/// post to a node on its loopback; programs send none of these headers.
enum CrossSite {
    /// - Parameter origins: other sites that may (CORS).
    static func isForged(_ head: HTTPRequestHead, origins: [String]) -> Bool {
        let origin = head.headers.first(name: "origin")
        if let origin, origins.contains(origin) { return false }
        if let site = head.headers.first(name: "sec-fetch-site") {
            return site != "same-origin" && site != "none"
        }
        guard let origin else { return false }
        guard let scheme = origin.firstRange(of: "://"), let host = head.headers.first(name: "host") else {
            return true
        }
        return origin[scheme.upperBound...].lowercased() != host.lowercased()
    }
}
