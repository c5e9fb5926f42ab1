/// What is wrong with the body of a beat: a 422, in the words of the original's framework (FastAPI with pydantic 1).
public enum BeatProblem: Error, Hashable, Sendable {
    case empty
    case notJSON(offset: Int)
    case notAnObject
    /// Of `session_id`.
    case missing, null, notText
    /// Of `guild_count`.
    case notInteger, negative
    /// Of `latency`.
    case notNumber
    /// Of `extra`: over `SessionReport.extraBytesMax`.
    case tooLong

    /// The key of the field at fault; nil for the body itself.
    public var field: String? {
        switch self {
        case .empty, .notJSON, .notAnObject: nil
        case .missing, .null, .notText: "session_id"
        case .notInteger, .negative: "guild_count"
        case .notNumber: "latency"
        case .tooLong: "extra"
        }
    }

    /// `msg`: a sentence.
    public var sentence: String {
        switch self {
        case .empty, .missing: "field required"
        case .notJSON: "this is no JSON"
        case .notAnObject: "value is not a valid dict"
        case .null: "none is not an allowed value"
        case .notText: "str type expected"
        case .notInteger: "value is not a valid integer"
        case .negative: "ensure this value is greater than or equal to 0"
        case .notNumber: "value is not a valid float"
        case .tooLong: "must be at most \(SessionReport.extraBytesMax) bytes of JSON without white space"
        }
    }

    /// `type`: a word for programs.
    public var type: String {
        switch self {
        case .empty, .missing: "value_error.missing"
        case .notJSON: "value_error.jsondecode"
        case .notAnObject: "type_error.dict"
        case .null: "type_error.none.not_allowed"
        case .notText: "type_error.str"
        case .notInteger: "type_error.integer"
        case .negative: "value_error.number.not_ge"
        case .notNumber: "type_error.float"
        case .tooLong: "value_error.any_str.max_length"
        }
    }
}
