/// The body of `POST /fleet/register`:
/// `{"identity", "fleet"?, "version"?, "scrape_target"?, "lease"?}`, in any order, others ignored.
public enum RegisterBody {
    /// Bytes of UTF-8 of an identity or a fleet.
    public static let nameBytesMax = 256
    /// Bytes of UTF-8 of a version; Argus sends `0.4.2`.
    public static let versionBytesMax = 64
    /// Bytes of UTF-8 of a scrape target: the longest host name (RFC 1035, 2.3.4) with `:` and a port.
    public static let scrapeTargetBytesMax = 253 + 6
    /// Bytes of UTF-8 of a lease; ours have 43 characters.
    public static let leaseBytesMax = 256

    /// - Parameter body: the request's bytes as they came.
    public static func parse(_ body: RawSpan) throws(BodyError) -> Registration {
        try body.withUnsafeBytes { bytes throws(BodyError) in
            var scanner = JSONScanner(bytes)
            var identity = JSONScalar.null
            var fleet = JSONScalar.null
            var version = JSONScalar.null
            var scrapeTarget = JSONScalar.null
            var lease = JSONScalar.null
            try scanner.readBody { scanner, key throws(JSONError) in
                let value = try scanner.scalar()
                if scanner.text(key, is: "identity") { identity = value }
                if scanner.text(key, is: "fleet") { fleet = value }
                if scanner.text(key, is: "version") { version = value }
                if scanner.text(key, is: "scrape_target") { scrapeTarget = value }
                if scanner.text(key, is: "lease") { lease = value }
            }
            return Registration(
                identity: try scanner.identity(identity),
                fleet: try scanner.bodyText(fleet, .fleet, bytesMax: nameBytesMax) ?? "default",
                version: try scanner.bodyText(version, .version, bytesMax: versionBytesMax) ?? "",
                scrapeTarget: try scanner.bodyText(
                    scrapeTarget, .scrapeTarget, bytesMax: scrapeTargetBytesMax) ?? "",
                lease: try scanner.bodyText(lease, .lease, bytesMax: leaseBytesMax))
        }
    }
}
