import FoundationEssentials
import Testing

@testable import member_agent

@Suite("Settings")
struct SettingsTests {
    private let host = RunSettings.Host(name: "host-1", home: "/home/bot", stateHome: nil)

    private func settings(
        flags: [Setting: String] = [:], environment: [String: String] = [:], file: [Setting: String] = [:]
    ) throws -> RunSettings {
        let reader = SettingsReader(
            flags: flags, environment: environment, file: "/etc/rollcall.json", fileValues: file)
        return try RunSettings(reader, host: host)
    }

    /// The sentence of the failure that reading ends with.
    private func sentence(
        flags: [Setting: String] = [:], environment: [String: String] = [:], file: [Setting: String] = [:]
    ) -> Failure? {
        do {
            _ = try settings(flags: flags, environment: environment, file: file)
            return nil
        } catch {
            return error as? Failure
        }
    }

    @Test("Without any setting the defaults of the contract hold")
    func defaults() throws {
        let settings = try settings()
        #expect(settings.name == "host-1")
        #expect(settings.gossip == Endpoint(host: "127.0.0.1", port: 9189))
        #expect(settings.http == Endpoint(host: "127.0.0.1", port: 9190))
        #expect(settings.stateDirectory == "/home/bot/.local/state/rollcall")
        #expect(settings.region == "default")
        #expect(settings.profile == .lan)
        #expect(settings.heartbeatInterval == 15)
        #expect(settings.ttlFactor == 3)
        #expect(settings.maxClusters == 5_000)
        #expect(settings.access.registerLimit == 60)
        #expect(settings.access.beatLimit == 60)
        #expect(settings.access.readLimit == 120)
        #expect(settings.access.viewerTokens.isEmpty)
        #expect(settings.namespace == "discord")
        #expect(settings.bootstrapExpect == 1)
    }

    @Test("A flag wins over the environment, the environment over the file, the file over the default")
    func precedence() throws {
        let environment = ["ROLLCALL_NAME": "by-environment", "ROLLCALL_REGION": "by-environment"]
        let file: [Setting: String] = [.name: "by-file", .region: "by-file", .namespace: "by-file"]
        let settings = try settings(flags: [.name: "by-flag"], environment: environment, file: file)
        #expect(settings.name == "by-flag")
        #expect(settings.region == "by-environment")
        #expect(settings.namespace == "by-file")
    }

    @Test("Argus's variables are read where our own are not set")
    func inheritedVariables() throws {
        let both = ["ROLLCALL_REGION": "ours", "ARGUS_FLEET_GROUP": "theirs"]
        #expect(try settings(environment: both).region == "ours")
        #expect(try settings(environment: ["ARGUS_FLEET_GROUP": "theirs"]).region == "theirs")
        #expect(
            try settings(environment: ["ROLLCALL_REGION": "", "ARGUS_FLEET_GROUP": "theirs"]).region
                == "theirs")
    }

    @Test(
        "Every setting is read from its own variable and from the file",
        arguments: Setting.allCases.filter { $0 != .groupKey })
    func everySettingHasAllSources(setting: Setting) {
        let bad = "\u{1}"
        let byFlag = sentence(flags: [setting: bad])
        let byVariable = sentence(environment: [setting.variables[0]: bad])
        let byFile = sentence(file: [setting: bad])
        // A control character is wrong for all but lists, secrets and paths, which are checked on use.
        guard let byFlag, let byVariable, let byFile else {
            #expect(
                [.groupKeyFile, .token, .ingestToken, .viewerToken, .shardSecret, .corsOrigins].contains(
                    setting))
            return
        }
        #expect(byFlag.description.contains(setting.flag))
        #expect(byVariable.description.contains(setting.variables[0]))
        #expect(byFile.description.contains(setting.key))
    }

    @Test(
        "A wrong value is wrong usage, and the sentence names the place that it came from",
        arguments: [
            (Setting.gossip, "nonsense"), (.gossip, "127.0.0.1:99999"), (.http, "127.0.0.1"),
            (.join, "no-port"),
            (.heartbeatInterval, "0"), (.ttlFactor, "-1"), (.profile, "moon"), (.maxClusters, "many"),
            (.readLimit, "-1"), (.logFormat, "xml"), (.logLevel, "loud"), (.name, ""), (.insecure, "perhaps"),
            (.name, String(repeating: "n", count: 65)), (.advertise, "::1:9"), (.bootstrapExpect, "-1"),
        ])
    func wrongValues(setting: Setting, value: String) throws {
        let failure = try #require(sentence(flags: [setting: value]))
        #expect(failure.exitCode == 2)
        #expect(failure.description.contains(setting.flag))
        let inFile = try #require(sentence(file: [setting: value]))
        #expect(inFile.description.contains("/etc/rollcall.json"))
    }

    @Test("Seeds come from repeated flags and from commas alike")
    func seeds() throws {
        let settings = try settings(environment: ["ROLLCALL_JOIN": "a.example:1, [2001:db8::1]:2,10.0.0.1:3"])
        #expect(
            settings.join == [
                Endpoint(host: "a.example", port: 1), Endpoint(host: "2001:db8::1", port: 2),
                Endpoint(host: "10.0.0.1", port: 3),
            ])
        #expect(settings.bootstrapExpect == 0)
    }

    @Test("The split tokens fall back to the shared one, and several stand between commas")
    func tokens() throws {
        let settings = try settings(environment: [
            "ROLLCALL_TOKEN": "new,old", "ROLLCALL_INGEST_TOKEN": "bots",
        ])
        #expect(settings.access.ingestTokens == ["bots"])
        #expect(settings.access.viewerTokens == ["new", "old"])
    }

    @Test("A token from a file loses its line end, and a higher source wins over a lower one")
    func tokenFiles() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("from-file\n", to: "token")
        #expect(try settings(environment: ["ROLLCALL_TOKEN_FILE": path]).access.viewerTokens == ["from-file"])
        let byFlag = try settings(flags: [.tokenFile: path], environment: ["ROLLCALL_TOKEN": "from-variable"])
        #expect(byFlag.access.viewerTokens == ["from-file"])
        let byVariable = try settings(
            environment: ["ROLLCALL_TOKEN": "from-variable"], file: [.tokenFile: path])
        #expect(byVariable.access.viewerTokens == ["from-variable"])
    }

    @Test("A secret and its file from one source are refused, and an unreadable file is named")
    func ambiguousTokens() throws {
        let both = try #require(sentence(environment: ["ROLLCALL_TOKEN": "a", "ROLLCALL_TOKEN_FILE": "/b"]))
        #expect(both.description.contains("ROLLCALL_TOKEN and ROLLCALL_TOKEN_FILE"))
        let absent = try #require(sentence(flags: [.viewerTokenFile: "/absent/token"]))
        #expect(absent.exitCode == 1)
        #expect(absent.description.contains("/absent/token"))
        #expect(absent.description.contains("--viewer-token-file"))
    }

    @Test("No sentence shows a secret")
    func secretsStaySecret() throws {
        let failure = try #require(
            sentence(flags: [.token: "hunter2", .tokenFile: "/x"], environment: ["ROLLCALL_PROFILE": "moon"]))
        #expect(!failure.description.contains("hunter2"))
    }

    @Test("A secret in a flag is warned about, and one in a variable is not")
    func secretsInFlags() throws {
        #expect(try settings(flags: [.token: "t"]).warnings.contains { $0.contains("--token shows") })
        #expect(try settings(environment: ["ROLLCALL_TOKEN": "t"]).warnings.isEmpty)
    }

    @Test("The state directory follows XDG, else HOME, and without either the flag is asked for")
    func stateDirectories() throws {
        let reader = SettingsReader(flags: [:], environment: [:])
        let xdg = RunSettings.Host(name: "n", home: "/home/bot", stateHome: "/var/xdg")
        #expect(try RunSettings(reader, host: xdg).stateDirectory == "/var/xdg/rollcall")
        #expect(throws: Failure.self) {
            try RunSettings(reader, host: RunSettings.Host(name: "n", home: nil, stateHome: nil))
        }
    }

    @Test("Argus's name of the listed origins is read, and ours wins over it")
    func origins() throws {
        let theirs = ["ARGUS_FLEET_CORS_ORIGINS": "https://a.example,https://b.example"]
        #expect(
            try settings(environment: theirs).access.corsOrigins == [
                "https://a.example", "https://b.example",
            ])
        let both = theirs.merging(["ROLLCALL_CORS_ORIGINS": "https://c.example"]) { $1 }
        #expect(try settings(environment: both).access.corsOrigins == ["https://c.example"])
    }
}
