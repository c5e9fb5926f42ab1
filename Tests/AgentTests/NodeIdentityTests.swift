import FoundationEssentials
import GossipCore
import Testing

@testable import member_agent

@Suite("Who a node is")
struct NodeIdentityTests {
    private func open(_ path: String) throws -> NodeIdentity {
        let directory = try StateDirectory(path: path)
        return try NodeIdentity.open(directory).0
    }

    @Test("A node keeps its id over restarts, and each start has a higher incarnation")
    func restarts() throws {
        let directory = try TemporaryDirectory()
        let first = try open(directory.file("state"))
        let second = try open(directory.file("state"))
        #expect(first.id == second.id)
        #expect(first.incarnation == Incarnation(1))
        #expect(second.incarnation == Incarnation(2))
    }

    @Test(
        "Half a state directory is refused, whichever half is missing",
        arguments: ["node.key", "state.sqlite"])
    func halves(missing: String) throws {
        let directory = try TemporaryDirectory()
        _ = try open(directory.file("state"))
        try FileManager.default.removeItem(atPath: directory.file("state/" + missing))
        #expect {
            _ = try open(directory.file("state"))
        } throws: {
            ($0 as? Failure)?.exitCode == 1 && "\($0)".contains(missing)
        }
        #expect(!FileAccess.exists(directory.file("state/" + missing)))
    }

    @Test("A store without what the write-ahead log held is refused, and stays as it is")
    func lostLog() throws {
        let directory = try TemporaryDirectory()
        _ = try open(directory.file("state"))
        let path = directory.file("state/state.sqlite")
        for file in [path, path + "-wal", path + "-shm"] where FileAccess.exists(file) {
            try FileManager.default.removeItem(atPath: file)
        }
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        for _ in 0..<2 {
            #expect {
                _ = try open(directory.file("state"))
            } throws: {
                "\($0)".contains("is empty beside node.key")
            }
        }
    }

    @Test("A key beside another node's store is refused")
    func mixed() throws {
        let directory = try TemporaryDirectory()
        _ = try open(directory.file("one"))
        _ = try open(directory.file("two"))
        try FileManager.default.removeItem(atPath: directory.file("one/node.key"))
        try FileManager.default.copyItem(
            atPath: directory.file("two/node.key"), toPath: directory.file("one/node.key"))
        #expect {
            _ = try open(directory.file("one"))
        } throws: {
            "\($0)".contains("belongs to node")
        }
    }

    @Test("A first start that ended between store and key is completed by the next")
    func interruptedFirstStart() throws {
        let directory = try TemporaryDirectory()
        let state = try StateDirectory(path: directory.file("state"))
        do { _ = try Store(path: state.databasePath) }
        let (identity, store) = try NodeIdentity.open(state)
        #expect(try store.owner() == identity.id)
    }
}
