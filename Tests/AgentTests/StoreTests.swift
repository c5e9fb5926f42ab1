import FoundationEssentials
@testable import GossipCore
import Testing

@testable import member_agent

@Suite("The store")
struct StoreTests {
    @Test("What was committed is there after the file is opened again, as after a crash")
    func reopen() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("state.sqlite")
        let entry = Sample.entry("asia", payload: [1, 2, 3], ticks: .max)
        let member = Sample.member(1, http: true)
        do {
            let store = try Store(path: path)
            try store.apply([
                Sample.request(.entry(Sample.entry("asia", payload: [0], ticks: 1))),
                Sample.request(.entry(entry)), Sample.request(.member(member)),
                Sample.request(.member(Sample.member(2))), Sample.request(.removeMember(Sample.member(2).id)),
                Sample.request(.incarnation(Incarnation(7))),
            ])
        }
        let store = try Store(path: path)
        let restored = try store.restore()
        #expect(restored.entries == [entry])
        #expect(restored.members == [member])
        #expect(try store.incarnation() == Incarnation(7))
    }

    @Test("A copy of the files taken while the store is open holds every commit")
    func copyWhileOpen() throws {
        let directory = try TemporaryDirectory()
        let store = try Store(path: directory.file("state.sqlite"))
        for index in 0..<20 { try store.apply([Sample.request(.entry(Sample.entry("e\(index)")))]) }
        try FileManager.default.createDirectory(
            atPath: directory.file("copy"), withIntermediateDirectories: true)
        for name in ["state.sqlite", "state.sqlite-wal"] {
            try FileManager.default.copyItem(
                atPath: directory.file(name), toPath: directory.file("copy/" + name))
        }
        let copy = try Store(path: directory.file("copy/state.sqlite"))
        #expect(try copy.restore().entries.count == 20)
    }

    @Test("An incarnation never falls, in whatever order it is written")
    func incarnation() throws {
        let directory = try TemporaryDirectory()
        let store = try Store(path: directory.file("state.sqlite"))
        #expect(try store.raiseIncarnation() == Incarnation(1))
        try store.apply([
            Sample.request(.incarnation(Incarnation(9))), Sample.request(.incarnation(Incarnation(4))),
        ])
        #expect(try store.raiseIncarnation() == Incarnation(10))
    }

    @Test("A batch that fails leaves nothing of itself behind")
    func atomicity() throws {
        let directory = try TemporaryDirectory()
        let store = try Store(path: directory.file("state.sqlite"))
        try store.limit(pages: 1)
        let batch = (0..<500).map { Sample.request(.entry(Sample.entry("e\($0)", payload: Sample.large))) }
        #expect {
            try store.apply(batch)
        } throws: {
            ($0 as? SQLiteError)?.isDiskFull == true
        }
        #expect(try store.restore().entries.isEmpty)
        try store.limit(pages: 100_000)
        try store.apply(batch)
        #expect(try store.restore().entries.count == 500)
    }

    @Test("Entries and names of any bytes come back as they were")
    func anyBytes() throws {
        let directory = try TemporaryDirectory()
        let store = try Store(path: directory.file("state.sqlite"))
        var member = Sample.member(3)
        member.name = "zero \0 and \u{1F680}"
        member.region = ""
        member.state = .forgotten
        member.forgottenAt = WallTime(milliseconds: .max)
        member.bootTag = .max
        let entry = Entry(
            key: EntryKey(space: Keyspace(rawValue: 255), bytes: []),
            stamp: Stamp(ticks: 1 << 63, writer: NodeID(high: .max, low: 1 << 63)),
            payload: (0...255).map { $0 })
        try store.apply([Sample.request(.member(member)), Sample.request(.entry(entry))])
        #expect(try store.restore().members == [member])
        #expect(try store.restore().entries == [entry])
    }

    @Test(
        "A damaged database is refused with a sentence, and the file stays as it was",
        arguments: [0, 100, 4_096])
    func damaged(offset: Int) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("state.sqlite")
        do {
            let store = try Store(path: path)
            try store.apply(
                (0..<200).map { Sample.request(.entry(Sample.entry("e\($0)", payload: Sample.large))) })
        }
        var bytes = try Data(contentsOf: URL(filePath: path))
        try #require(bytes.count > offset + 4_000)
        for index in offset..<(offset + 4_000) { bytes[index] = 0xA5 }
        try bytes.write(to: URL(filePath: path))
        #expect {
            _ = try Store(path: path)
        } throws: {
            ($0 as? Failure)?.exitCode == 1 && "\($0)".contains(path) && "\($0)".contains("damaged")
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }

    @Test("A file that is no database, and another program's database, are refused")
    func foreign() throws {
        let directory = try TemporaryDirectory()
        let text = try directory.write(String(repeating: "no database ", count: 1_000), to: "text.sqlite")
        #expect(throws: Failure.self) { _ = try Store(path: text) }
        let other = directory.file("other.sqlite")
        do { try SQLiteDatabase(path: other).execute("CREATE TABLE cats (name TEXT)") }
        #expect {
            _ = try Store(path: other)
        } throws: {
            "\($0)".contains("another program")
        }
    }

    @Test("A store of a later format is refused")
    func laterFormat() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("state.sqlite")
        do { _ = try Store(path: path) }
        do { try SQLiteDatabase(path: path).execute("UPDATE meta SET value = 99 WHERE key = 'version'") }
        #expect {
            _ = try Store(path: path)
        } throws: {
            "\($0)".contains("format 99")
        }
    }
}
