import GossipCore
import Testing

@testable import member_agent

@Suite("Binding beyond loopback")
struct ExposureTests {
    private func settings(_ environment: [String: String]) throws -> RunSettings {
        try RunSettings(
            SettingsReader(flags: [:], environment: environment),
            host: RunSettings.Host(name: "n", home: "/home/bot", stateHome: nil))
    }

    @Test("On loopback neither token nor key is asked for")
    func loopback() throws {
        let exposure = try Exposure(try settings([:]))
        #expect(exposure.http == Address(ipv4: 0x7F00_0001, port: 9190))
        #expect(exposure.warnings(try settings([:])).isEmpty)
    }

    @Test(
        "HTTP for other hosts needs both tokens, and the sentence says what to set",
        arguments: [[:], ["ROLLCALL_INGEST_TOKEN": "a"], ["ROLLCALL_VIEWER_TOKEN": "a"]])
    func openHTTP(tokens: [String: String]) throws {
        let settings = try settings(tokens.merging(["ROLLCALL_HTTP": "0.0.0.0:9190"]) { $1 })
        #expect {
            _ = try Exposure(settings)
        } throws: {
            ($0 as? Failure)?.exitCode == 1 && "\($0)".contains("ROLLCALL_TOKEN")
                && "\($0)".contains("--insecure")
        }
    }

    @Test("Gossip for other hosts needs a group key that was set, not one that was made")
    func openGossip() throws {
        let open = ["ROLLCALL_GOSSIP": "0.0.0.0:9189"]
        #expect {
            _ = try Exposure(try settings(open))
        } throws: {
            "\($0)".contains("ROLLCALL_GROUP_KEY_FILE")
        }
        let guarded = open.merging(["ROLLCALL_GROUP_KEY_FILE": "/etc/key"]) { $1 }
        #expect(throws: Never.self) { _ = try Exposure(try settings(guarded)) }
    }

    @Test("--insecure lets both pass, and says so for each")
    func insecure() throws {
        let settings = try settings([
            "ROLLCALL_GOSSIP": "0.0.0.0:9189", "ROLLCALL_HTTP": "0.0.0.0:9190", "ROLLCALL_INSECURE": "true",
        ])
        #expect(try Exposure(settings).warnings(settings).count == 2)
    }

    @Test(
        "A group key file that every user can read is warned about",
        arguments: [0o600, 0o640, 0o644] as [UInt32])
    func openKeyFile(mode: UInt32) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("key", to: "group.key")
        try FileAccess.setMode(mode, of: path)
        let settings = try settings(["ROLLCALL_GROUP_KEY_FILE": path])
        #expect(try Exposure(settings).warnings(settings).contains { $0.contains(path) } == (mode == 0o644))
    }

    @Test("Peers are told the bound port, an explicit address, or one that they can reach")
    func advertised() throws {
        let bound = try settings([:])
        #expect(try Exposure(bound).advertised(bound, boundPort: 7) == Address(ipv4: 0x7F00_0001, port: 7))
        let explicit = try settings(["ROLLCALL_ADVERTISE": "10.1.2.3:4"])
        #expect(
            try Exposure(explicit).advertised(explicit, boundPort: 7) == Address(ipv4: 0x0A01_0203, port: 4))
        let wildcard = try settings(["ROLLCALL_GOSSIP": "0.0.0.0:0", "ROLLCALL_GROUP_KEY_FILE": "/k"])
        // A host without any route is asked for the flag instead.
        do throws(Failure) {
            let guessed = try Exposure(wildcard).advertised(wildcard, boundPort: 7)
            #expect(!guessed.isWildcard)
            #expect(guessed.port == 7)
        } catch {
            #expect(error.description.contains("--advertise"))
        }
        let useless = try settings(["ROLLCALL_ADVERTISE": "0.0.0.0:4"])
        #expect(throws: Failure.self) { try Exposure(useless).advertised(useless, boundPort: 7) }
    }
}
