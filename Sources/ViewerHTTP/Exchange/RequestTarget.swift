/// The target of a request line, taken apart (RFC 9112, section 3.2).
struct RequestTarget {
    /// As it came, not decoded. Several slashes at the start are one: clients that were configured with
    /// `http://host:9190/` ask for `//fleet/register`.
    var path: Substring
    /// Without the question mark; nil where there is none.
    var query: Substring?

    init(_ uri: String) {
        var rest = uri[...]
        if !rest.utf8.starts(with: "/".utf8), let scheme = rest.firstRange(of: "://") {
            // The absolute form, which proxies send.
            rest = rest[scheme.upperBound...]
            rest = rest[(rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex)...]
        }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[rest.utf8.index(after: mark)...]
            rest = rest[..<mark]
        }
        let slash = UInt8(ascii: "/")
        while rest.utf8.starts(with: [slash, slash]) { rest = rest.dropFirst() }
        path = rest.isEmpty ? "/" : rest
    }

    /// The first value of a query parameter, decoded.
    func first(_ name: String) -> String? {
        guard let query else { return nil }
        for item in query.utf8.split(separator: UInt8(ascii: "&")) {
            let (key, value) = Self.halves(item)
            if PercentEncoding.decode(key, plusIsSpace: true) == name {
                return PercentEncoding.decode(value, plusIsSpace: true)
            }
        }
        return nil
    }

    /// The path with the query less every parameter of this name.
    func without(_ name: String) -> String {
        let kept = (query ?? "").utf8.split(separator: UInt8(ascii: "&")).filter {
            PercentEncoding.decode(Self.halves($0).0, plusIsSpace: true) != name
        }
        if kept.isEmpty { return String(path) }
        return path + "?" + kept.map { String(Substring($0)) }.joined(separator: "&")
    }

    private static func halves(_ item: Substring.UTF8View) -> (Substring.UTF8View, Substring.UTF8View) {
        guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else { return (item, ""[...].utf8) }
        return (item[..<equals], item[item.index(after: equals)...])
    }
}
