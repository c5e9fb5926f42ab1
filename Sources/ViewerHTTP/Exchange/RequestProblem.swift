import Membership
import NIOHTTP1

/// One mistake in a bot's request, as FastAPI with pydantic 1 tells it in a 422.
struct RequestProblem {
    /// Where it is: `header`, `query` or `body`, and what there.
    var place: String
    var field: String?
    /// Where the body stops to be JSON.
    var offset: Int?
    var sentence: String
    var type: String

    init(_ place: String, _ field: String, _ sentence: String, type: String) {
        self.place = place
        self.field = field
        self.sentence = sentence
        self.type = type
    }

    init(_ problem: BeatProblem) {
        place = "body"
        field = problem.field
        if case .notJSON(let offset) = problem { self.offset = offset }
        sentence = problem.sentence
        type = problem.type
    }

    static let missingSecret = RequestProblem(
        "header", "authorization", "field required", type: "value_error.missing")
    static let missingSession = RequestProblem(
        "query", "session_id", "field required", type: "value_error.missing")
    static let longInstance = RequestProblem(
        "header", "rollcall-instance", "must be at most \(ViewerLimits.instanceBytesMax) bytes",
        type: "value_error.any_str.max_length")
}

extension Reply {
    /// 422.
    static func unprocessable(_ problems: [RequestProblem]) -> Reply {
        var document = JSONWriter()
        document.object { json in
            json.key("detail")
            json.array { json in
                for problem in problems {
                    json.object { json in
                        json.key("loc")
                        json.array { json in
                            json.string(problem.place)
                            if let field = problem.field { json.string(field) }
                            if let offset = problem.offset { json.number(offset) }
                        }
                        json.field("msg", problem.sentence)
                        json.field("type", problem.type)
                    }
                }
            }
        }
        return .json(document, status: .unprocessableEntity)
    }
}
