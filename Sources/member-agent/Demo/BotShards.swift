import FoundationEssentials
import GossipCore
import NIOHTTP1

/// The shards of a sample bot, as docs/bots.md has it: a session for each, that it beats for, and gives up when the
/// node says so or when the time of its last 204 is over.
struct BotShards {
    private struct Session {
        var id: String
        var shard: Int
        /// Which of the bot's shards it is, for `Rollcall-Instance`.
        var place: Int
        /// When it may identify.
        var turn: Instant
        var end: Instant
    }

    /// What one loop of the bot says about each of its shards.
    struct Word {
        var guilds: Double
        var latency: Double
    }

    static let count = 4

    private let identity: String
    private var sessions: [Session] = []

    init(identity: String) { self.identity = identity }

    /// The shards that it runs or is about to, and whether each has identified by now.
    func standing(at now: Instant = Clocks.monotonic()) -> [(shard: Int, isUp: Bool)] {
        sessions.map { ($0.shard, $0.turn <= now) }.sorted { $0.shard < $1.shard }
    }

    /// Beats for all sessions, then asks for those that are missing.
    /// - Throws: when the connection fails; a node that refuses is asked again the next time.
    mutating func keep(
        on connection: HTTPConnection, now clock: () -> Instant = Clocks.monotonic, word: (Int) -> Word
    ) async throws {
        sessions.removeAll { $0.end <= clock() }
        for position in sessions.indices.reversed() {
            let asked = clock()
            let answer = try await connection.send(beat(sessions[position], word(sessions[position].shard)))
            switch answer.status {
            case 204: sessions[position].end = asked + Self.promise(of: answer)
            case 401, 404: sessions.remove(at: position)
            default: break
            }
        }
        for place in 0..<Self.count where !sessions.contains(where: { $0.place == place }) {
            let asked = clock()
            let answer = try await connection.send(connect(place))
            guard answer.status == 200, let told = Connected(answer.body) else { return }
            sessions.append(
                Session(
                    id: told.sessionId, shard: told.shardId, place: place,
                    turn: clock() + .milliseconds(Int(told.sleepDuration * 1_000)),
                    end: asked + Self.promise(of: answer)))
        }
    }

    private func connect(_ place: Int) -> HTTPRequest {
        HTTPRequest(
            path: "/connect",
            headers: ["Authorization": Demo.shardSecret, "Rollcall-Instance": "\(identity)-\(place)"])
    }

    private func beat(_ session: Session, _ word: Word) -> HTTPRequest {
        let body = Beat(sessionId: session.id, guildCount: Int(word.guilds), latency: word.latency)
        return HTTPRequest(
            method: .POST, path: "/beat", headers: ["Authorization": Demo.shardSecret],
            body: SampleBot.encode(body))
    }

    private static func promise(of answer: HTTPResponse) -> Instant.Span {
        .milliseconds((answer.headers.first(name: "Rollcall-Run-Seconds").flatMap(Int.init) ?? 0) * 1_000)
    }

    private struct Beat: Encodable {
        var sessionId: String
        var guildCount: Int
        var latency: Double
    }

    private struct Connected: Decodable {
        var shardId: Int
        var sessionId: String
        var sleepDuration: Double

        init?(_ body: [UInt8]) {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            guard let told = try? decoder.decode(Self.self, from: Data(body)) else { return nil }
            self = told
        }
    }
}
