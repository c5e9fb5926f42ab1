import FoundationEssentials
import NIOHTTP1
import NIOPosix

/// Asks a running node, for the commands that show or change what it knows.
struct NodeClient: Sendable {
    let endpoint: Endpoint
    let token: String?

    func get(_ path: String) async throws(Failure) -> HTTPResponse {
        try await checked(HTTPRequest(path: path, token: token))
    }

    /// - Parameter allowing: statuses beside 2xx that the caller understands.
    func post(_ path: String, allowing: Set<Int> = []) async throws(Failure) -> HTTPResponse {
        try await checked(HTTPRequest(method: .POST, path: path, token: token), allowing: allowing)
    }

    /// - Throws: a sentence where the node cannot be reached at all; any status is an answer.
    func send(_ request: HTTPRequest) async throws(Failure) -> HTTPResponse {
        do {
            let connection = try await HTTPConnection.connect(
                to: endpoint, on: MultiThreadedEventLoopGroup.singleton)
            let answer: HTTPResponse
            do {
                answer = try await connection.send(request)
            } catch {
                await connection.close()
                throw error
            }
            await connection.close()
            return answer
        } catch {
            throw .failed(
                "No node answers at \(endpoint). Is member-agent running there? Set --http or ROLLCALL_HTTP.")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from response: HTTPResponse) throws(Failure)
        -> Value
    {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(response.body))
        } catch {
            throw .failed("The node's answer was not understood; is it another version of member-agent?")
        }
    }

    private func checked(_ request: HTTPRequest, allowing: Set<Int> = []) async throws(Failure)
        -> HTTPResponse
    {
        let response = try await send(request)
        switch response.status {
        case 200..<300: return response
        case _ where allowing.contains(response.status): return response
        case 401, 403:
            throw .failed(
                "The node at \(endpoint) refused the token; set ROLLCALL_TOKEN, ROLLCALL_TOKEN_FILE or "
                    + "ROLLCALL_VIEWER_TOKEN.")
        case 429:
            throw .failed("The node at \(endpoint) had too many requests from this address; wait a minute.")
        default:
            throw .failed("The node at \(endpoint) answered \(request.path) with status \(response.status).")
        }
    }
}
