import Membership
import Testing

@Suite("The request bodies of an Argus client")
struct BodyTests {
    @Test("A registration is read as a real client sends it")
    func registration() throws {
        let body = """
            {"identity": "bot-1", "fleet": "asia", "version": "0.4.2", \
            "scrape_target": "10.0.0.1:9191", "lease": "secret"}
            """
        #expect(
            try RegisterBody.parse(body)
                == Registration(
                    identity: "bot-1", fleet: "asia", version: "0.4.2", scrapeTarget: "10.0.0.1:9191",
                    lease: "secret"))
    }

    @Test(
        "A fleet left out or empty is the default one",
        arguments: [
            "", #","fleet": null"#, #","fleet": """#, #","fleet": 0"#, #","fleet": []"#, #","fleet":false"#,
        ])
    func defaultFleet(member: String) throws {
        let registration = try RegisterBody.parse(#"{"identity": "x""# + member + "}")
        #expect(registration.fleet == "default")
        #expect(registration.version == "")
        #expect(registration.scrapeTarget == "")
        #expect(registration.lease == nil)
    }

    @Test(
        "A value that Python calls true is taken as its text",
        arguments: [
            ("7", "7"), ("-7", "-7"), ("1.50", "1.5"), ("1e3", "1000.0"), ("1E-7", "1e-07"), ("true", "True"),
            ("NaN", "nan"), ("Infinity", "inf"), ("-Infinity", "-inf"), ("1e999", "inf"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            (#""a\u00e9\ud83d\ude00\n\/""#, "a\u{E9}\u{1F600}\n/"), ("\"\u{E9}\"", "\u{E9}"), (#"" ""#, " "),
        ])
    func identityText(json: String, text: String) throws {
        #expect(try HeartbeatBody.parse(#"{"identity": "# + json + "}").identity == text)
        #expect(try RegisterBody.parse(#"{"identity": 1, "fleet": "# + json + "}").fleet == text)
    }

    @Test(
        "A value that Python calls false is no identity",
        arguments: ["null", "\"\"", "0", "-0", "0.0", "-0.0", "0e5", "1e-999", "false", "[]", "{}", "[ ]"])
    func noIdentity(json: String) {
        #expect(throws: BodyError.identityRequired) {
            try HeartbeatBody.parse(#"{"identity": "# + json + "}")
        }
        #expect(throws: BodyError.identityRequired) { try RegisterBody.parse(#"{"identity": "# + json + "}") }
    }

    @Test("A body without an identity is told so")
    func missingIdentity() {
        #expect(throws: BodyError.identityRequired) { try HeartbeatBody.parse("{}") }
        #expect(BodyError.identityRequired.sentence == "identity required")
    }

    @Test(
        "A name that cannot be one is refused with a sentence",
        arguments: [
            (#""a\u0000""#, BodyError.holdsNUL(.identity), "identity must not hold a NUL character"),
            (#""\ud800""#, .holdsLoneSurrogate(.identity), "identity must not hold a lone surrogate"),
            (#""\udc00\ud800""#, .holdsLoneSurrogate(.identity), "identity must not hold a lone surrogate"),
            (#""\ud800\u0041""#, .holdsLoneSurrogate(.identity), "identity must not hold a lone surrogate"),
            (#"["x"]"#, .notText(.identity), "identity must be text"),
            (#"{"x": 1}"#, .notText(.identity), "identity must be text"),
        ])
    func refusedName(json: String, error: BodyError, sentence: String) {
        #expect(throws: error) { try HeartbeatBody.parse(#"{"identity": "# + json + "}") }
        #expect(error.sentence == sentence)
    }

    @Test("A name has at most 256 bytes of UTF-8, however it is spelled")
    func nameLength() throws {
        let escaped = String(repeating: #"\u00e9"#, count: 128)
        #expect(try HeartbeatBody.parse(#"{"identity": ""# + escaped + "\"}").identity.utf8.count == 256)
        for tooLong in [
            escaped + "x", String(repeating: "x", count: 257), String(repeating: "x", count: 5_000),
        ] {
            #expect(throws: BodyError.tooLong(.identity, bytesMax: 256)) {
                try HeartbeatBody.parse(#"{"identity": ""# + tooLong + "\"}")
            }
            #expect(throws: BodyError.tooLong(.fleet, bytesMax: 256)) {
                try RegisterBody.parse(#"{"identity": "x", "fleet": ""# + tooLong + "\"}")
            }
        }
        let digits = String(repeating: "7", count: 100_000)
        #expect(throws: BodyError.tooLong(.identity, bytesMax: 256)) {
            try HeartbeatBody.parse(#"{"identity": "# + digits + "}")
        }
        #expect(
            BodyError.tooLong(.scrapeTarget, bytesMax: 259).sentence
                == "scrape_target must be at most 259 bytes of UTF-8")
    }

    @Test("NFC and NFD spellings of a name stay two names")
    func normalisation() throws {
        let composed = try HeartbeatBody.parse(#"{"identity": "\u00e9"}"#).identity
        let decomposed = try HeartbeatBody.parse(#"{"identity": "e\u0301"}"#).identity
        #expect(Array(composed.utf8) != Array(decomposed.utf8))
    }

    @Test("The last of a repeated key counts, whatever its spelling")
    func repeatedKeys() throws {
        let body = try HeartbeatBody.parse(
            #"{"identity": "\ud800", "lease": "a", "identity": "y", "\u006cease": "b", "identity": "z"}"#)
        #expect(body.identity == "z")
        #expect(body.lease == "b")
    }

    @Test("A snapshot may come before the identity")
    func snapshotFirst() throws {
        let body = try HeartbeatBody.parse(
            #"{"snapshot": {"metrics": {"g": {"samples": [{"name": "discord_guilds", "value": 3}]}}}, "identity": "x"}"#
        )
        #expect(body.identity == "x")
        #expect(body.digest?.guilds == 3)
    }

    @Test(
        "A snapshot that is no object leaves the former report",
        arguments: ["null", "[]", "1", "\"x\"", "true", "NaN", #"{"metrics": {}}, "snapshot": null"#])
    func noSnapshot(json: String) throws {
        #expect(try HeartbeatBody.parse(#"{"identity": "x", "snapshot": "# + json + "}").digest == nil)
    }

    @Test("A heartbeat without a snapshot has no digest")
    func withoutSnapshot() throws {
        #expect(try HeartbeatBody.parse(#"{"identity": "x"}"#).digest == nil)
    }

    @Test(
        "A body that is JSON but no object is told so",
        arguments: ["[]", "1", "\"x\"", "null", " true ", "NaN", "[{}]", "-Infinity"])
    func notAnObject(body: String) {
        #expect(throws: BodyError.notAnObject) { try HeartbeatBody.parse(body) }
        #expect(throws: BodyError.notAnObject) { try RegisterBody.parse(body) }
        #expect(BodyError.notAnObject.sentence == "expected a JSON object")
    }

    @Test("Broken JSON is named before anything else that is wrong")
    func brokenFirst() {
        #expect(throws: BodyError.invalidJSON) { try HeartbeatBody.parse(#"{"identity": "\ud800", }"#) }
        #expect(throws: BodyError.invalidJSON) { try HeartbeatBody.parse("[1] 2") }
        #expect(throws: BodyError.invalidJSON) { try RegisterBody.parse(#"{"identity": ""} x"#) }
        #expect(BodyError.invalidJSON.sentence == "invalid JSON body")
    }
}
