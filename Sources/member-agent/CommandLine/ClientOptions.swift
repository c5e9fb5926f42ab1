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

/// How what a node says is shown.
struct ShowOptions: ParsableArguments {
    @Flag(help: "Print the node's JSON instead; with --watch one document a line, every two seconds.")
    var json = false

    @Flag(help: "Keep it in the window, and up to date, until Ctrl-C.")
    var watch = false

    /// - Parameters:
    ///   - document: fetches the node's JSON.
    ///   - screen: fetches and describes it; told whether it is watched.
    func show(
        environment: [String: String] = RunSettings.Host.environment,
        document: () async throws(Failure) -> HTTPResponse,
        screen: @escaping (_ isWatched: Bool) async throws(Failure) -> Screen
    ) async throws(Failure) {
        if json { return try await printDocuments(document) }
        let terminal = Terminal.ofOutput(environment: environment)
        guard watch else { return StandardOutput.write(try await screen(false).text(on: terminal)) }
        guard terminal.columns != nil else {
            throw .usage("--watch draws in a terminal, and this is none; with --json it works anywhere.")
        }
        try await Watch(environment: environment) { () async throws(Failure) in try await screen(true) }.run()
    }

    private func printDocuments(_ document: () async throws(Failure) -> HTTPResponse) async throws(Failure) {
        while true {
            let text = try await document().text
            StandardOutput.write(text.hasSuffix("\n") ? text : text + "\n")
            guard watch else { return }
            do { try await Task.sleep(for: Watch.period) } catch { return }
        }
    }
}
