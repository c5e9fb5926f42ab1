import NIOHTTP1

/// What a request shows for itself, and where it showed it.
enum Credentials {
    /// `Authorization: Bearer T`: alone counts where it is present.
    case bearer(String)
    case query(String)
    /// Sent by a browser of its own accord, also where another site told it to ask.
    case cookie(String)
    case none

    static let cookieName = "rollcall_token"

    init(_ head: HTTPRequestHead, _ target: RequestTarget) {
        if let header = head.headers.first(name: "authorization"), header.utf8.starts(with: "Bearer ".utf8) {
            self = .bearer(String(header.dropFirst(7)))
        } else if let token = target.first("token") {
            self = .query(token)
        } else if let token = Self.cookie(in: head.headers) {
            self = .cookie(token)
        } else {
            self = .none
        }
    }

    var token: String? {
        switch self {
        case .bearer(let token), .query(let token), .cookie(let token): token
        case .none: nil
        }
    }

    /// The header that hands `token` to a browser. It ends with the browser's session.
    static func setCookie(_ token: String) -> String {
        "\(cookieName)=\(PercentEncoding.encode(token)); Path=/; HttpOnly; SameSite=Strict"
    }

    private static func cookie(in headers: HTTPHeaders) -> String? {
        for header in headers["cookie"] {
            for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
                let pair = pair.drop { $0 == UInt8(ascii: " ") }
                guard pair.starts(with: cookieName.utf8) else { continue }
                let value = pair.dropFirst(cookieName.utf8.count)
                guard value.first == UInt8(ascii: "=") else { continue }
                return PercentEncoding.decode(value.dropFirst())
            }
        }
        return nil
    }
}
