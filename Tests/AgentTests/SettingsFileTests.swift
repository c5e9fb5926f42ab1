import Testing

@testable import member_agent

@Suite("The configuration file")
struct SettingsFileTests {
    private func parse(_ text: String) throws -> [Setting: String] {
        try SettingsFile.parse(Array(text.utf8), path: "rollcall.json")
    }

    @Test("Texts, numbers, booleans and lists become the text that a flag would have")
    func scalars() throws {
        let values = try parse(
            #"{"name": "n", "heartbeat_interval": 2.5, "max_clusters": 7, "insecure": true, "join": ["a:1", "b:2"]}"#
        )
        #expect(
            values == [
                .name: "n", .heartbeatInterval: "2.5", .maxClusters: "7", .insecure: "true", .join: "a:1,b:2",
            ])
    }

    @Test("null is the same as leaving the key out")
    func nothing() throws {
        #expect(try parse(#"{"name": null}"#).isEmpty)
    }

    @Test("An unknown key is refused by name, so that a typing error is not a default")
    func unknownKey() {
        #expect(throws: Failure.usage("rollcall.json has the key max_second, which is not a setting.")) {
            try parse(#"{"max_second": 60}"#)
        }
    }

    @Test("What is no object of plain values is refused", arguments: ["", "[]", "{", #"{"name": {}}"#, "7"])
    func malformed(text: String) {
        #expect(throws: Failure.self) { try parse(text) }
    }

    @Test("A file that is not there is named")
    func absent() {
        #expect {
            try SettingsFile.read(path: "/absent/rollcall.json")
        } throws: {
            ($0 as? Failure)?.exitCode == 2 && "\($0)".contains("/absent/rollcall.json")
        }
    }
}
