import ArgumentParser

/// The flags of `run` about who may use the HTTP APIs, and how often. A secret in a flag shows in the
/// process list, so the variables and files come first.
struct AccessOptions: ParsableArguments {
    @Option(
        help: .init(
            """
            Shared secret of the HTTP APIs; commas for rotation. A flag shows in the process list: prefer \
            the variable or the file. [ROLLCALL_TOKEN, ARGUS_FLEET_TOKEN]
            """, valueName: "secret"))
    var token: String?

    @Option(
        help: .init("The same from a file. [ROLLCALL_TOKEN_FILE, ARGUS_FLEET_TOKEN_FILE]", valueName: "path"))
    var tokenFile: String?

    @Option(
        help: .init(
            "Secret of bots alone. [ROLLCALL_INGEST_TOKEN, ARGUS_FLEET_INGEST_TOKEN; default: the token]",
            valueName: "secret"))
    var ingestToken: String?

    @Option(
        help: .init(
            "The same from a file. [ROLLCALL_INGEST_TOKEN_FILE, ARGUS_FLEET_INGEST_TOKEN_FILE]",
            valueName: "path"))
    var ingestTokenFile: String?

    @Option(
        help: .init(
            "Secret of readers alone. [ROLLCALL_VIEWER_TOKEN, ARGUS_FLEET_VIEWER_TOKEN; default: the token]",
            valueName: "secret"))
    var viewerToken: String?

    @Option(
        help: .init(
            "The same from a file. [ROLLCALL_VIEWER_TOKEN_FILE, ARGUS_FLEET_VIEWER_TOKEN_FILE]",
            valueName: "path"))
    var viewerTokenFile: String?

    @Option(
        help: .init(
            """
            Registrations a minute and address; 0 is no limit. \
            [ROLLCALL_REGISTER_LIMIT, ARGUS_FLEET_REGISTER_BURST; default: 60]
            """, valueName: "n"))
    var registerLimit: String?

    @Option(
        help: .init(
            "Beats a minute and cluster. [ROLLCALL_BEAT_LIMIT, ARGUS_FLEET_HEARTBEAT_BURST; default: 60]",
            valueName: "n"))
    var beatLimit: String?

    @Option(
        help: .init(
            "Reads a minute and address. [ROLLCALL_READ_LIMIT, ARGUS_FLEET_READ_BURST; default: 120]",
            valueName: "n"))
    var readLimit: String?

    @Option(
        help: .init(
            """
            Origins whose pages may read the APIs, between commas. \
            [ROLLCALL_CORS_ORIGINS, ARGUS_FLEET_CORS_ORIGINS; default: none]
            """,
            valueName: "origins"))
    var corsOrigins: String?

    @Flag(
        help:
            "Allow a bind beyond loopback without a token or group key; for trials alone. [ROLLCALL_INSECURE]"
    )
    var insecure = false

    var values: [Setting: String] {
        var values: [Setting: String] = [:]
        values[.token] = token
        values[.tokenFile] = tokenFile
        values[.ingestToken] = ingestToken
        values[.ingestTokenFile] = ingestTokenFile
        values[.viewerToken] = viewerToken
        values[.viewerTokenFile] = viewerTokenFile
        values[.registerLimit] = registerLimit
        values[.beatLimit] = beatLimit
        values[.readLimit] = readLimit
        values[.corsOrigins] = corsOrigins
        if insecure { values[.insecure] = "true" }
        return values
    }
}
