import FoundationEssentials

/// An `http://` or `https://` address of another service. Its path may be a secret, as a Discord webhook's is, so
/// what it prints is its origin alone.
struct WebAddress: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    var isSecure: Bool
    /// A name or an IP address, without brackets.
    var host: String
    var port: Int
    /// Percent-encoded, with the query if there is one; empty, or begins with a slash.
    var path: String

    /// - Returns: nil unless `text` is such an address, without a user, a password and a fragment.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
            parts.user == nil, parts.password == nil, parts.fragment == nil,
            var host = parts.encodedHost, !host.isEmpty, !host.contains("%")
        else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        isSecure = scheme == "https"
        port = parts.port ?? (isSecure ? 443 : 80)
        guard (1...65_535).contains(port) else { return nil }
        self.host = host
        var path = parts.percentEncodedPath
        if let query = parts.percentEncodedQuery { path += (path.isEmpty ? "/?" : "?") + query }
        self.path = path
    }

    private init(host: String, path: String) {
        isSecure = true
        self.host = host
        port = 443
        self.path = path
    }

    /// The newest version of its API that Discord documents.
    static let discord = WebAddress(host: "discord.com", path: "/api/v10")

    /// - Parameter more: begins with a slash; a slash at the end of this address's own path counts once.
    func appending(_ more: String) -> WebAddress {
        var address = self
        if address.path.hasSuffix("/") { address.path.removeLast() }
        address.path += more
        return address
    }

    /// As a request's `Host` names it (RFC 9110, section 7.2).
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// The origin.
    var description: String { (isSecure ? "https://" : "http://") + authority }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
