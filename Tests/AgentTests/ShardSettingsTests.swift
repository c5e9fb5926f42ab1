import GossipCore
import Membership
import Testing

@testable import member_agent

@Suite("Settings of shards")
struct ShardSettingsTests {
    private let host = RunSettings.Host(name: "host-1", home: "/home/bot", stateHome: nil)

    private func settings(_ environment: [String: String] = [:], flags: [Setting: String] = [:]) throws
        -> RunSettings
    {
        try RunSettings(
            SettingsReader(flags: flags, environment: environment, file: "/etc/rollcall.json"), host: host)
    }

    private func sentence(_ environment: [String: String] = [:], flags: [Setting: String] = [:]) -> String? {
        do {
            _ = try settings(environment, flags: flags)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("Without any setting there is one application, and its size is Discord's to say")
    func defaults() throws {
        let shards = try settings().shards
        #expect(shards.applications.map(\.plan) == [ShardApplication()])
        #expect(shards.applications[0].secrets.isEmpty)
        #expect(shards.terms == ShardTerms())
        #expect(!shards.protectsStatus)
        #expect(shards.discord.appending("/gateway/bot").path == "/api/v10/gateway/bot")
        #expect(shards.discord.host == "discord.com" && shards.discord.port == 443)
    }

    @Test("shardman's variables are read where our own are not set")
    func inherited() throws {
        let theirs = ["SECRET_KEY": "s", "MAX_SECONDS": "12", "MAX_SHARDS": "5", "BOT_TOKEN": "t.o.k"]
        let settings = try settings(theirs)
        #expect(settings.shards.applications[0].secrets == [Secret("s")])
        #expect(settings.shards.applications[0].plan == ShardApplication(shards: 5, hasToken: true))
        #expect(settings.shards.terms.promise == .seconds(12))
        #expect(settings.roster.shardTerms.promise == .seconds(12))
        #expect(settings.roster.applications == [ShardApplication(shards: 5, hasToken: true)])
        let both = theirs.merging(["ROLLCALL_MAX_SECONDS": "20", "ROLLCALL_SHARD_SECRET": "a,b"]) { $1 }
        #expect(try self.settings(both).shards.maxSeconds == 20)
        #expect(try self.settings(both).shards.applications[0].secrets == [Secret("a"), Secret("b")])
    }

    @Test("The shard secret falls back to the token, and to the bots' own, never to none where bots have one")
    func fallback() throws {
        let token = ["ROLLCALL_TOKEN": "t", "ROLLCALL_INGEST_TOKEN": "i"]
        #expect(try settings(token).shards.applications[0].secrets == [Secret("t")])
        #expect(
            try settings(["ROLLCALL_INGEST_TOKEN": "i", "ROLLCALL_VIEWER_TOKEN": "v"]).shards.applications[0]
                .secrets
                == [Secret("i")])
    }

    @Test("Further applications have secrets, sizes and bot tokens of their own")
    func applications() throws {
        let settings = try settings([
            "ROLLCALL_APPLICATIONS": "music=m1, games-2=g,music=m2", "ROLLCALL_MAX_SHARDS": "4,music=7",
            "ROLLCALL_MAX_CONCURRENCY": "games-2=16", "BOT_TOKEN_GAMES_2": "t", "SECRET_KEY": "s",
        ])
        #expect(
            settings.shards.applications.map(\.plan) == [
                ShardApplication(shards: 4), ShardApplication(name: "games-2", buckets: 16, hasToken: true),
                ShardApplication(name: "music", shards: 7),
            ])
        #expect(settings.shards.applications[2].secrets == [Secret("m1"), Secret("m2")])
        #expect(settings.warnings.isEmpty)
    }

    @Test("Secrets come from files, one a line")
    func files() throws {
        let directory = try TemporaryDirectory()
        let settings = try settings([
            "SECRET_KEY_FILE": directory.write("s\n", to: "secret"),
            "ROLLCALL_APPLICATIONS_FILE": directory.write("a=1\nb=2\n", to: "applications"),
            "BOT_TOKEN_FILE": directory.write("bot.token\n", to: "token"),
            "BOT_TOKEN_B_FILE": directory.write("other\n", to: "other"),
            "WEBHOOK_URL_FILE": directory.write("https://discord.example/api/webhooks/1/t\n", to: "webhook"),
        ])
        #expect(settings.shards.applications.map(\.name) == ["default", "a", "b"])
        #expect(settings.shards.applications[0].secrets == [Secret("s")])
        #expect(settings.shards.applications[0].botToken?.secret == Secret("bot.token"))
        #expect(settings.shards.applications[2].botToken?.origin == "BOT_TOKEN_B_FILE")
        #expect(settings.notices.discord?.address.path == "/api/webhooks/1/t")
        let absent = try #require(sentence(["BOT_TOKEN_FILE": "/absent/token"]))
        #expect(absent.contains("/absent/token") && absent.contains("BOT_TOKEN_FILE"))
    }

    @Test(
        "A wrong value is wrong usage, and the sentence names the place that it came from",
        arguments: [
            (Setting.maxSeconds, "4.9"), (.maxSeconds, "3601"), (.leaseGrace, "0.5"), (.maxShards, "0"),
            (.maxShards, "16385"), (.maxShards, "music=3"), (.maxShards, "3,4"), (.maxConcurrency, "0"),
            (.maxConcurrency, "=3"), (.protectStatus, "perhaps"), (.applications, "a"), (.applications, "=s"),
            (.applications, "a="), (.applications, "a b=s"), (.applications, "default=s"),
            (.discordURL, "discord.com"),
            (.discordURL, "https://x.example/?q"), (.webhookURL, "ftp://x.example/"),
            (.webhookURL, "https://u:p@x/"),
            (.webhookContent, String(repeating: "x", count: 1_001)),
        ])
    func wrongValues(setting: Setting, value: String) throws {
        #expect(try #require(sentence(flags: [setting: value])).contains(setting.flag))
        #expect(try #require(sentence([setting.variables[0]: value])).contains(setting.variables[0]))
    }

    @Test("Applications that could not be told apart are refused")
    func ambiguous() throws {
        let secret = try #require(
            sentence(["ROLLCALL_TOKEN": "hunter2", "ROLLCALL_APPLICATIONS": "a=hunter2"]))
        #expect(secret.contains("same secret") && !secret.contains("hunter2"))
        #expect(try #require(sentence(["ROLLCALL_APPLICATIONS": "a-b=1,a_b=2"])).contains("BOT_TOKEN_A_B"))
        #expect(try #require(sentence(["ROLLCALL_APPLICATIONS": "file=1"])).contains("BOT_TOKEN_FILE"))
        let both = ["ROLLCALL_APPLICATIONS": "a=1", "BOT_TOKEN_A": "t", "BOT_TOKEN_A_FILE": "/x"]
        #expect(try #require(sentence(both)).contains("keep one of them"))
    }

    @Test(
        "A secret in a flag is warned about, and so are a token of no application and a way that is not encrypted"
    )
    func warnings() throws {
        for setting in [Setting.shardSecret, .applications, .webhookURL] {
            let value = setting == .webhookURL ? "https://x.example/secret" : "a=secret"
            let warnings = try settings(["ROLLCALL_TOKEN": "t"], flags: [setting: value]).warnings
            #expect(warnings.count == 1 && warnings[0].contains(setting.flag))
            #expect(!warnings[0].contains("secret="))
        }
        #expect(try settings(["BOT_TOKEN_MUSIC": "t"]).warnings.contains { $0.contains("BOT_TOKEN_MUSIC") })
        #expect(try settings(["ROLLCALL_DISCORD_URL": "http://10.0.0.1:8/api"]).warnings.count == 1)
        #expect(try settings(["ROLLCALL_DISCORD_URL": "http://127.0.0.1:8/api"]).warnings.isEmpty)
        let open = try settings(["ROLLCALL_APPLICATIONS": "a=1"]).warnings
        #expect(open.contains { $0.contains("default application has no secret") })
        #expect(try settings(["WEBHOOK_CONTENT": "{news}"]).warnings.count == 1)
    }

    @Test("Nothing that prints settings prints a secret of theirs")
    func secretsStaySecret() throws {
        let settings = try settings([
            "SECRET_KEY": "hunter2", "BOT_TOKEN": "hunter3", "ROLLCALL_APPLICATIONS": "a=hunter4",
            "WEBHOOK_URL": "https://discord.example/api/webhooks/1/hunter5",
            "ROLLCALL_WEBHOOK_URL": "https://x.example/hunter6?k=hunter7",
        ])
        var printed = "\(settings.shards) \(settings.notices)"
        dump(settings.shards, to: &printed)
        #expect(!printed.contains("hunter"))
        #expect(try #require(sentence(["WEBHOOK_URL": "hunter8"])).contains("hunter8") == false)
        #expect(try #require(sentence(["ROLLCALL_APPLICATIONS": "hunter9"])).contains("hunter9") == false)
    }

    @Test(
        "An address of another service is read as it stands",
        arguments: [
            ("https://discord.com/api/v10/", "discord.com", 443, "/api/v10/", "discord.com"),
            ("http://127.0.0.1:8080", "127.0.0.1", 8080, "", "127.0.0.1:8080"),
            ("HTTPS://[::1]:444/a%20b?c=d", "::1", 444, "/a%20b?c=d", "[::1]:444"),
        ])
    func addresses(text: String, host: String, port: Int, path: String, authority: String) throws {
        let address = try #require(WebAddress(text))
        #expect(address.host == host && address.port == port && address.path == path)
        #expect(address.authority == authority)
        #expect(address.appending("/x").path.hasSuffix("/x"))
        #expect(!address.appending("/x").path.contains("//"))
    }
}
