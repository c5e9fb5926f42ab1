@testable import GossipCore
import NIOPosix
import Synchronization
import Testing

@testable import member_agent

@Suite("The store's thread")
struct StoreWriterTests {
    /// A writer on a fresh store, and everything that it told.
    private final class Fixture: Sendable {
        let directory: TemporaryDirectoryBox
        let writer: StoreWriter
        let tokens: AsyncStream<[PersistToken]>
        let troubles: AsyncStream<Bool>
        private let pool = NIOThreadPool(numberOfThreads: 1)

        init(pagesMax: Int? = nil) throws {
            directory = try TemporaryDirectoryBox()
            let store = try Store(path: directory.path + "/state.sqlite")
            if let pagesMax { try store.limit(pages: pagesMax) }
            pool.start()
            writer = StoreWriter(
                store: store, thread: pool, timer: MultiThreadedEventLoopGroup.singleton.next())
            let (tokens, tokenInput) = AsyncStream.makeStream(of: [PersistToken].self)
            let (troubles, troubleInput) = AsyncStream.makeStream(of: Bool.self)
            self.tokens = tokens
            self.troubles = troubles
            writer.open(
                StoreWriter.Callbacks(
                    committed: { tokenInput.yield($0) }, troubled: { troubleInput.yield($0 != nil) }))
        }

        func restored() throws -> Restored { try Store(path: directory.path + "/state.sqlite").restore() }

        func stop() async throws { try await pool.shutdownGracefully() }
    }

    @Test("Tokens come back in the order of their requests, and their entries are on the disk by then")
    func order() async throws {
        let fixture = try Fixture()
        for number in 0..<1_000 {
            fixture.writer.submit([
                Sample.request(.entry(Sample.entry("e\(number)")), token: UInt64(number)),
                Sample.request(.entry(Sample.entry("late\(number)"))),
            ])
        }
        var numbers: [UInt64] = []
        var commits = 0
        for await tokens in fixture.tokens {
            commits += 1
            numbers += tokens.map(\.number)
            if numbers.count == 1_000 { break }
        }
        #expect(numbers == Array(0..<1_000))
        // Requests that queue up behind a commit share the next one.
        #expect(commits < 500)
        #expect(await fixture.writer.close())
        #expect(try fixture.restored().entries.count == 2_000)
        try await fixture.stop()
    }

    @Test("A full disk keeps its promises back, is said once, and loses nothing")
    func diskFull() async throws {
        let fixture = try Fixture(pagesMax: 1)
        let batch = (0..<200).map {
            Sample.request(.entry(Sample.entry("e\($0)", payload: Sample.large)), token: UInt64($0))
        }
        fixture.writer.submit(batch)
        var troubles = fixture.troubles.makeAsyncIterator()
        #expect(await troubles.next() == true)
        fixture.writer.submit([Sample.request(.entry(Sample.entry("after")), token: 200)])
        try fixture.writer.withStore { store throws(SQLiteError) in try store.limit(pages: 100_000) }
        #expect(await troubles.next() == false)
        var tokens = fixture.tokens.makeAsyncIterator()
        var numbers: [UInt64] = []
        while numbers.count < 201, let next = await tokens.next() { numbers += next.map(\.number) }
        #expect(numbers == Array(0...200))
        #expect(await fixture.writer.close())
        #expect(try fixture.restored().entries.count == 201)
        try await fixture.stop()
    }

    @Test("At the end what cannot be written is said")
    func closeWhileFull() async throws {
        let fixture = try Fixture(pagesMax: 1)
        fixture.writer.submit(
            (0..<200).map { Sample.request(.entry(Sample.entry("e\($0)", payload: Sample.large))) })
        #expect(await fixture.writer.close() == false)
        try await fixture.stop()
    }

    @Test("A long queue keeps the last change of each key and every token, in order")
    func compaction() {
        let requests = [
            Sample.request(.entry(Sample.entry("a", ticks: 1)), token: 1),
            Sample.request(.entry(Sample.entry("a", ticks: 2))),
            Sample.request(.entry(Sample.entry("b", ticks: 1))),
            Sample.request(.member(Sample.member(1))),
            Sample.request(.entry(Sample.entry("a", ticks: 3)), token: 2),
            Sample.request(.removeMember(Sample.member(1).id)),
            Sample.request(.incarnation(Incarnation(1))),
            Sample.request(.incarnation(Incarnation(2))),
        ]
        let kept = PersistRequest.compacted(requests)
        #expect(kept.compactMap(\.token).map(\.number) == [1, 2])
        #expect(kept.count == 5)
        guard case .entry(let last)? = kept.last(where: { $0.token?.number == 2 })?.change else {
            Issue.record("the last change of a is gone")
            return
        }
        #expect(last.stamp.ticks == 3)
    }

    @Test("A long queue keeps the last value of each row, under the last token")
    func compactionOfRows() {
        func rows(_ rows: [(UInt8, UInt8?)], token: UInt64) -> PersistRequest {
            Sample.request(
                .rows(rows.map { VotingRow(key: [$0.0], value: $0.1.map { [$0] }) }), token: token)
        }
        let kept = PersistRequest.compacted([
            rows([(1, 1), (2, 1)], token: 1), rows([(1, 2), (3, 2)], token: 2),
            Sample.request(.incarnation(Incarnation(1))), rows([(1, 3), (3, nil)], token: 3),
        ])
        #expect(kept.count == 2)
        #expect(kept.last?.token?.number == 3)
        guard case .rows(let last)? = kept.last?.change else {
            Issue.record("the rows are gone")
            return
        }
        #expect(last.sorted { $0.key[0] < $1.key[0] }.map(\.value) == [[3], [1], nil])
    }
}

/// A temporary directory that threads share; its path never changes.
private final class TemporaryDirectoryBox: Sendable {
    let path: String
    init() throws {
        path = "/tmp/rollcall-writer-\(SecureRandom.word())"
        try FileAccess.makeDirectory(path)
    }
}
