import NIOHTTP1

/// How a document is sent (RFC 9110, section 8.4.1).
enum ContentCoding: Int, CaseIterable, Sendable {
    case identity, gzip

    /// What the reader of `headers` takes. A client that does not name gzip gets none.
    init(acceptedBy headers: HTTPHeaders) {
        let accepts = headers[canonicalForm: "accept-encoding"].contains { item in
            let parts = item.lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
            guard parts.first == "gzip" else { return false }
            let refused: Set = ["q=0", "q=0.0", "q=0.00", "q=0.000"]
            return parts.count < 2 || !refused.contains(parts[1])
        }
        self = accepts ? .gzip : .identity
    }
}
