import ArgumentParser

/// The flags of `run` about shards: who may have them, how many there are, and for how long.
struct ShardOptions: ParsableArguments {
    @Option(
        help: .init(
            """
            Secret of bots that ask for shards; commas for rotation. A flag shows in the process list: prefer the \
            variable or the file. [ROLLCALL_SHARD_SECRET, SECRET_KEY; default: the token]
            """, valueName: "secret"))
    var shardSecret: String?

    @Option(
        help: .init("The same from a file. [ROLLCALL_SHARD_SECRET_FILE, SECRET_KEY_FILE]", valueName: "path"))
    var shardSecretFile: String?

    @Option(
        help: .init(
            """
            A further application, with a pool of its own, and the secret by which its bots are told; repeat it, or \
            use commas. Give all nodes the same. [ROLLCALL_APPLICATIONS]
            """, valueName: "name=secret"))
    var application: [String] = []

    @Option(
        help: .init("The same from a file, one a line. [ROLLCALL_APPLICATIONS_FILE]", valueName: "path"))
    var applicationsFile: String?

    @Option(
        help: .init(
            """
            A bot runs on for this long after its last good beat; the same on all nodes. \
            [ROLLCALL_MAX_SECONDS, MAX_SECONDS; default: 60]
            """, valueName: "seconds"))
    var maxSeconds: String?

    @Option(
        help: .init(
            "Between a session's end and its shard's release. [ROLLCALL_LEASE_GRACE; default: 10]",
            valueName: "seconds"))
    var leaseGrace: String?

    @Option(
        help: .init(
            """
            Shards of the pool; NAME=N for a further application. \
            [ROLLCALL_MAX_SHARDS, MAX_SHARDS; default: what Discord says]
            """, valueName: "n"))
    var maxShards: [String] = []

    @Option(
        help: .init(
            """
            Bots that may identify side by side; NAME=N likewise. \
            [ROLLCALL_MAX_CONCURRENCY; default: what Discord says, else 1]
            """, valueName: "n"))
    var maxConcurrency: [String] = []

    @Flag(help: "Ask for a shard secret at /status, too. [ROLLCALL_PROTECT_STATUS]")
    var protectStatus = false

    @Option(
        help: .init(
            """
            The bot's token, with which one node asks Discord for the size and the budget. \
            [ROLLCALL_BOT_TOKEN_FILE, BOT_TOKEN_FILE, or the token itself in ROLLCALL_BOT_TOKEN, BOT_TOKEN; of a \
            further application in BOT_TOKEN_NAME or BOT_TOKEN_NAME_FILE]
            """, valueName: "path"))
    var botTokenFile: String?

    @Option(
        name: .customLong("discord-url"),
        help: .init(
            "Discord's API, or a proxy of it. [ROLLCALL_DISCORD_URL; default: https://discord.com/api/v10]",
            valueName: "url"))
    var discordURL: String?

    var values: [Setting: String] {
        var values: [Setting: String] = [:]
        values[.shardSecret] = shardSecret
        values[.shardSecretFile] = shardSecretFile
        if !application.isEmpty { values[.applications] = application.joined(separator: ",") }
        values[.applicationsFile] = applicationsFile
        values[.maxSeconds] = maxSeconds
        values[.leaseGrace] = leaseGrace
        if !maxShards.isEmpty { values[.maxShards] = maxShards.joined(separator: ",") }
        if !maxConcurrency.isEmpty { values[.maxConcurrency] = maxConcurrency.joined(separator: ",") }
        if protectStatus { values[.protectStatus] = "true" }
        values[.botTokenFile] = botTokenFile
        values[.discordURL] = discordURL
        return values
    }
}
