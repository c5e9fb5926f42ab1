import ArgumentParser

/// Which running node to ask, and with which token.
struct ClientOptions: ParsableArguments {
    @Option(
        help: .init(
            "HTTP address of the node to ask. [ROLLCALL_HTTP; default: 127.0.0.1:9190]",
            valueName: "host:port"))
    var http: String?

    @Option(
        help: .init(
            """
            Its viewer token. A flag shows in the process list: prefer the variable or the file. \
            [ROLLCALL_VIEWER_TOKEN, ROLLCALL_TOKEN]
            """, valueName: "secret"))
    var token: String?

    @Option(
        help: .init(
            "The same from a file. [ROLLCALL_VIEWER_TOKEN_FILE, ROLLCALL_TOKEN_FILE]", valueName: "path"))
    var tokenFile: String?

    func client(environment: [String: String] = RunSettings.Host.environment) throws(Failure) -> NodeClient {
        let reader = try reader(environment: environment)
        var endpoint = try reader.endpoint(.http) ?? Endpoint(host: "127.0.0.1", port: 9190)
        // The node's own variable may say to bind everywhere.
        if endpoint.host == "0.0.0.0" { endpoint.host = "127.0.0.1" }
        if endpoint.host == "::" { endpoint.host = "::1" }
        return NodeClient(endpoint: endpoint, token: try AccessSettings(reader).viewerTokens.first)
    }

    private func reader(environment: [String: String]) throws(Failure) -> SettingsReader {
        var flags: [Setting: String] = [:]
        flags[.http] = http
        flags[.viewerToken] = token
        flags[.viewerTokenFile] = tokenFile
        return SettingsReader(flags: flags, environment: environment)
    }
}

/// How a table is shown.
struct TableOptions: ParsableArguments {
    @Flag(help: "Print the node's JSON instead of a table.")
    var json = false

    @Flag(help: "Show it again every two seconds, until Ctrl-C.")
    var watch = false

    /// - Parameter print: fetches and renders once.
    func show(_ render: () async throws(Failure) -> String) async throws(Failure) {
        while true {
            let text = try await render()
            if watch && !json { print("\u{1B}[2J\u{1B}[H", terminator: "") }
            print(text, terminator: text.hasSuffix("\n") ? "" : "\n")
            guard watch else { return }
            StandardOutput.flush()
            do { try await Task.sleep(for: .seconds(2)) } catch { return }
        }
    }
}
