import FoundationEssentials
import NIOCore
import NIOHTTP1

/// One bot process as its node sees it: registers, asks for its shards, then beats with a snapshot of its metrics, and
/// registers again when it is unknown. It knows nothing of the node but its HTTP API.
struct SampleBot: Sendable {
    let identity: String
    let fleet: String
    let home: Endpoint
    /// Seconds between naps of half a minute, in which it does not beat; nil for a bot that never naps.
    let napsAfter: Double?

    static let napSeconds = 30.0

    /// Until the task is cancelled.
    func run(on group: any EventLoopGroup) async {
        var life = BotLife(identity: identity, seed: identity.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        var shards = BotShards(identity: identity)
        var connection: HTTPConnection?
        var isRegistered = false
        while !Task.isCancelled {
            do {
                if let napsAfter, life.isNapping(every: napsAfter, for: Self.napSeconds) {
                    try await pause()
                    continue
                }
                let open: HTTPConnection
                if let connection, connection.isOpen {
                    open = connection
                } else {
                    open = try await HTTPConnection.connect(to: home, on: group)
                    connection = open
                }
                if !isRegistered {
                    isRegistered = try await open.send(registration).status == 200
                }
                life.live()
                try await shards.keep(on: open) { _ in life.word(sharing: BotShards.count) }
                let answer = try await open.send(beat(life.snapshot(of: shards.standing())))
                if answer.status == 404 { isRegistered = false }
            } catch is CancellationError {
                break
            } catch {
                // The node is down or restarts; a real bot tries again at its next beat, too.
                connection = nil
            }
            try? await pause()
        }
        await connection?.close()
    }

    private func pause() async throws { try await Task.sleep(for: .seconds(Demo.heartbeatInterval)) }

    private var registration: HTTPRequest {
        let body = Registering(
            identity: identity, fleet: fleet, version: "demo", scrapeTarget: "127.0.0.1:9191")
        return HTTPRequest(method: .POST, path: "/fleet/register", body: Self.encode(body))
    }

    private func beat(_ snapshot: BotSnapshot) -> HTTPRequest {
        HTTPRequest(
            method: .POST, path: "/fleet/heartbeat",
            body: Self.encode(Beating(identity: identity, snapshot: snapshot)))
    }

    private struct Registering: Encodable {
        var identity: String
        var fleet: String
        var version: String
        var scrapeTarget: String
    }

    private struct Beating: Encodable {
        var identity: String
        var snapshot: BotSnapshot
    }

    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return (try? encoder.encode(value)).map { Array($0) } ?? []
    }
}
