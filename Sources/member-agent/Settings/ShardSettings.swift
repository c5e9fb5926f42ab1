import GossipCore
import Membership

/// What `run` was told about shards (docs/shards.md).
struct ShardSettings: Sendable {
    /// The default one first, then those of `--application` by name.
    var applications = [Application(name: ShardApplication.defaultName)]
    /// Seconds.
    var maxSeconds = 60.0
    var leaseGrace = 10.0
    /// Whether `/status` asks for a secret, too.
    var protectsStatus = false
    var discord = WebAddress.discord

    /// One application of Discord's: a pool of shards, with secrets of its own.
    struct Application: Sendable {
        var name: String
        /// Of its bots; several while they are rotated. Where no application has one, the routes are open.
        var secrets: [Secret] = []
        /// nil: what Discord says.
        var shards: Int?
        var buckets: Int?
        /// For `GET /gateway/bot`.
        var botToken: BotToken?

        /// What the roster is told, which no secret is part of.
        var plan: ShardApplication {
            ShardApplication(name: name, shards: shards, buckets: buckets, hasToken: botToken != nil)
        }
    }

    struct BotToken: Sendable {
        var secret: Secret
        /// The variable that it came from, for the error that Discord refused it.
        var origin: String
    }

    var terms: ShardTerms {
        var terms = ShardTerms()
        terms.promise = .seconds(maxSeconds)
        terms.grace = .seconds(leaseGrace)
        return terms
    }

    func warnings(_ reader: SettingsReader) -> [String] {
        var warnings: [String] = []
        if !discord.isSecure, !discord.isLoopback {
            warnings.append("\(discord) is not encrypted: bot tokens can be read on the way to it")
        }
        if applications[0].secrets.isEmpty, applications.count > 1 {
            warnings.append(
                "the default application has no secret, so its bots are refused; set ROLLCALL_SHARD_SECRET")
        }
        let known = Set(applications.flatMap { Self.botTokenVariables(of: $0.name) })
        for variable in reader.namedBotTokens.keys.sorted() where !known.contains(variable) {
            warnings.append("\(variable) is set, and there is no application of that name")
        }
        return warnings
    }

    /// The variables of an application's bot token and of its file.
    static func botTokenVariables(of application: String) -> [String] {
        guard application != ShardApplication.defaultName else { return ["BOT_TOKEN", "BOT_TOKEN_FILE"] }
        let name = String(
            application.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        return ["BOT_TOKEN_" + name, "BOT_TOKEN_" + name + "_FILE"]
    }
}
