import GossipCore
import Testing

@testable import member_agent

@Suite("Keys and the state directory")
struct KeyTests {
    @Test("Base64 goes there and back, with and without padding and line ends")
    func base64() {
        for count in 0..<40 {
            let bytes = SecureRandom.bytes(count)
            let text = Base64.encode(bytes)
            #expect(Base64.decode(text) == bytes)
            #expect(Base64.decode(text + Array("\r\n".utf8)) == bytes)
            #expect(Base64.decode(text.prefix { $0 != UInt8(ascii: "=") }) == bytes)
        }
        #expect(Base64.decode(Array("%%%".utf8)) == nil)
        #expect(Base64.decode(Array("QUJD====".utf8)) == nil)
    }

    @Test("A node key is made once, readable by its owner alone, and read again as the same node")
    func nodeKey() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("node.key")
        #expect(try NodeKey.read(path: path) == nil)
        let made = try NodeKey.make(path: path)
        #expect(FileAccess.mode(path) == 0o600)
        let read = try #require(try NodeKey.read(path: path))
        #expect(read == made)
        #expect(read.id == made.id)
        #expect(try NodeKey.make(path: directory.file("other.key")).id != made.id)
    }

    @Test("A node's id is the first 16 bytes of BLAKE2b-256 of its public key")
    func nodeID() throws {
        // The public key is RFC 8032's first test vector; the hash was made with Python's hashlib.
        let seed: [UInt8] = [
            0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
            0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
        ]
        let key = try #require(NodeKey(seed: seed))
        #expect(key.publicKey.prefix(4) == [0xd7, 0x5a, 0x98, 0x01])
        #expect(key.id.description == "7849ac3049680be1ef762efe0d36e017")
    }

    @Test("A damaged node key is refused with the file's name", arguments: ["", "AAAA", "not base64!"])
    func damagedNodeKey(text: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(text, to: "node.key")
        #expect {
            _ = try NodeKey.read(path: path)
        } throws: {
            ($0 as? Failure)?.exitCode == 1 && "\($0)".contains(path)
        }
    }

    @Test("A group key file holds one key or several, one a line")
    func groupKeys() throws {
        let directory = try TemporaryDirectory()
        let one = String(decoding: GroupKeys.make(), as: UTF8.self)
        let two = String(decoding: GroupKeys.make(), as: UTF8.self)
        #expect(try GroupKeys.read(path: try directory.write(one + "\n", to: "one")).count == 1)
        #expect(
            try GroupKeys.read(path: try directory.write(one + "\n\n" + two + "\n", to: "two")).count == 2)
    }

    @Test(
        "A wrong group key is refused: the sentence has the file's name and not the key",
        arguments: ["", "short", String(repeating: "x", count: 44), "MTYgYnl0ZXMgb2Yga2V5Lg=="])
    func wrongGroupKey(text: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(text, to: "group.key")
        #expect {
            _ = try GroupKeys.read(path: path)
        } throws: {
            let sentence = "\($0)"
            return ($0 as? Failure)?.exitCode == 1 && sentence.contains(path)
                && (text.count < 10 || !sentence.contains(text))
        }
    }

    @Test("A new state directory is closed to others, and an open one is closed")
    func modes() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("a/b/state")
        do { _ = try StateDirectory(path: path) }
        #expect(FileAccess.mode(path) == 0o700)
        try FileAccess.setMode(0o755, of: path)
        do { _ = try StateDirectory(path: path) }
        #expect(FileAccess.mode(path) == 0o700)
    }

    @Test("A second holder of a state directory is refused, and after the first is gone it is let in")
    func lock() throws {
        let directory = try TemporaryDirectory()
        var first: StateDirectory? = try StateDirectory(path: directory.file("state"))
        #expect {
            _ = try StateDirectory(path: directory.file("state"))
        } throws: {
            ($0 as? Failure)?.exitCode == 1 && "\($0)".contains(first?.path ?? "?")
        }
        first = nil
        #expect(throws: Never.self) { _ = try StateDirectory(path: directory.file("state")) }
    }

    @Test("A path that is a file is no state directory")
    func notADirectory() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("", to: "file")
        #expect(throws: Failure.self) { _ = try StateDirectory(path: path) }
        #expect(throws: Failure.self) { _ = try StateDirectory(path: path + "/state") }
    }

    @Test("The group key is generated on the first start and kept, but not for a node that joins")
    func generatedGroupKey() throws {
        let directory = try TemporaryDirectory()
        let state = try StateDirectory(path: directory.file("state"))
        let source = RunSettings.GroupKeySource.stateDirectory
        #expect {
            _ = try source.keys(in: state, isJoining: true)
        } throws: {
            "\($0)".contains("ROLLCALL_GROUP_KEY_FILE")
        }
        #expect(try source.keys(in: state, isJoining: false).count == 1)
        #expect(FileAccess.mode(state.groupKeyPath) == 0o600)
        let text = try FileAccess.read(state.groupKeyPath)
        _ = try source.keys(in: state, isJoining: true)
        #expect(try FileAccess.read(state.groupKeyPath) == text)
    }
}
