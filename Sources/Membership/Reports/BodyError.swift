/// Why a request body of an Argus client is refused; each is a 400 with a sentence.
public enum BodyError: Error, Hashable, Sendable {
    case invalidJSON
    case notAnObject
    case identityRequired
    /// More bytes of UTF-8 than allowed.
    case tooLong(Field, bytesMax: Int)
    case holdsNUL(Field)
    /// Half of a surrogate pair: text that no UTF-8 can say.
    case holdsLoneSurrogate(Field)
    /// A list or an object.
    case notText(Field)

    /// A member of a body, by its key.
    public enum Field: String, Hashable, Sendable {
        case identity, fleet, version, lease
        case scrapeTarget = "scrape_target"
    }

    /// The answer's text, without the newline.
    public var sentence: String {
        switch self {
        case .invalidJSON: "invalid JSON body"
        case .notAnObject: "expected a JSON object"
        case .identityRequired: "identity required"
        case .tooLong(let field, let bytesMax): "\(field.rawValue) must be at most \(bytesMax) bytes of UTF-8"
        case .holdsNUL(let field): "\(field.rawValue) must not hold a NUL character"
        case .holdsLoneSurrogate(let field): "\(field.rawValue) must not hold a lone surrogate"
        case .notText(let field): "\(field.rawValue) must be text"
        }
    }
}
