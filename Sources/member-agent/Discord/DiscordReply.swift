import FoundationEssentials
import GossipCore
import Membership
import NIOHTTP1

/// What came back from `GET /gateway/bot`.
enum DiscordReply: Hashable {
    case word(DiscordWord)
    /// 401: the token is not good, and will not become good.
    case refused
    /// 429: ask again after this.
    case limited(Instant.Span)
    /// Anything else; the reason is for the log.
    case silent(String)

    /// Discord names seconds or minutes; a wrong header must not keep a node silent for ever.
    static let pauseMax = Instant.Span.seconds(3_600)

    /// - Parameter askedAt: when the question left.
    init(_ response: HTTPResponse, askedAt: WallTime) {
        switch response.status {
        case 200:
            self =
                Self.word(response.body, askedAt: askedAt).map { .word($0) }
                ?? .silent("the answer was not understood")
        case 401: self = .refused
        case 429: self = .limited(Self.pause(response))
        default: self = .silent("status \(response.status)")
        }
    }

    /// `Retry-After`, in seconds; those of Discord's body are finer, and this is coarse on purpose.
    static func pause(_ response: HTTPResponse) -> Instant.Span {
        let seconds = response.headers.first(name: "Retry-After").flatMap { Double($0) } ?? 60
        guard seconds.isFinite else { return pauseMax }
        return .seconds(min(max(1, seconds), pauseMax.seconds))
    }

    private static func word(_ body: [UInt8], askedAt: WallTime) -> DiscordWord? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let answer = try? decoder.decode(GatewayAnswer.self, from: Data(body)) else { return nil }
        let limit = answer.sessionStartLimit
        guard (1...PoolSize.shardsMax).contains(answer.shards),
            (1...PoolSize.bucketsMax).contains(limit.maxConcurrency),
            limit.resetAfter <= dayMilliseconds * 2
        else { return nil }
        return DiscordWord(
            recommendedShards: answer.shards, buckets: limit.maxConcurrency, identifiesTotal: limit.total,
            identifiesLeft: min(limit.remaining, limit.total),
            resetAt: WallTime(milliseconds: askedAt.milliseconds + limit.resetAfter), askedAt: askedAt)
    }

    private static let dayMilliseconds: UInt64 = 86_400_000

    /// As Discord documents "Get Gateway Bot" and "Session Start Limit Object".
    private struct GatewayAnswer: Decodable {
        struct Limit: Decodable {
            var total: UInt64
            var remaining: UInt64
            /// Milliseconds.
            var resetAfter: UInt64
            var maxConcurrency: Int
        }
        var shards: Int
        var sessionStartLimit: Limit
    }
}
