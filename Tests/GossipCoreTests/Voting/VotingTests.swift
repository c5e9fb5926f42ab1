import Testing

@testable import GossipCore

@Suite("Voting core")
struct VotingTests {
    let now = Instant(nanoseconds: 1)
    let key = VotingFixture.register

    @Test("A founder tells of its set, and votes, only when the disk has it")
    func founding() throws {
        var core = try VotingFixture.core(1)
        var outbox = VotingOutbox()
        core.found(VotingFixture.lineage, at: now, into: &outbox)
        #expect(outbox.events.isEmpty)
        let write = try #require(outbox.writes.last)
        outbox.removeAll()
        core.persisted(write.sequence, at: now, into: &outbox)
        #expect(outbox.events == [.epoch(VotingFixture.set([1])), .voting])
    }

    @Test("A single voter decides when its promise and its acceptance are on the disk, not before")
    func durable() throws {
        var core = try VotingFixture.core(1)
        var outbox = VotingOutbox()
        core.found(VotingFixture.lineage, at: now, into: &outbox)
        #expect(core.propose(key, .ifEmpty([1]), for: .seconds(1), at: now, into: &outbox) == true)
        var settled: [VotingEvent] = []
        var commits = 0
        while settled.isEmpty, commits < outbox.writes.count {
            let sequence = outbox.writes[commits].sequence
            commits += 1
            core.persisted(sequence, at: now, into: &outbox)
            settled = outbox.events.filter { if case .settled = $0 { true } else { false } }
        }
        #expect(commits == 3)
        #expect(settled == [.settled(key, .decided([1]))])
    }

    @Test("What was decided is there after a restart from the rows alone")
    func restart() throws {
        var core = try VotingFixture.core(1)
        var outbox = VotingOutbox()
        core.found(VotingFixture.lineage, at: now, into: &outbox)
        _ = core.propose(key, .ifEmpty([1]), for: .seconds(1), at: now, into: &outbox)
        var disk = VirtualDisk()
        var done = 0
        func flush() {
            while done < outbox.writes.count {
                disk.write(outbox.writes[done])
                done += 1
                if let sequence = disk.commit() { core.persisted(sequence, at: now, into: &outbox) }
            }
        }
        flush()
        core = try VotingFixture.core(1, rows: disk.allRows)
        outbox.removeAll()
        done = 0
        core.wake(at: now, into: &outbox)
        #expect(core.propose(key, .ifEmpty([2]), for: .seconds(1), at: now, into: &outbox) == true)
        flush()
        #expect(outbox.events.contains(.settled(key, .decided([1]))))
    }

    @Test("Rows that are not ours stop the start: a voter goes on with all of its promises or not at all")
    func damaged() {
        #expect(throws: VotingRestoreError.damaged([6, 1])) {
            try VotingFixture.core(1, rows: [VotingRow(key: [6, 1], value: [1])])
        }
    }

    @Test("Who is no voter proposes nothing, and its packets change nothing")
    func strangers() throws {
        var stranger = try VotingFixture.core(9)
        var outbox = VotingOutbox()
        stranger.adopt(VotingFixture.set([1]), at: now, into: &outbox)
        #expect(stranger.propose(key, .read, for: .seconds(1), at: now, into: &outbox) == false)

        var voter = try VotingFixture.core(1)
        voter.found(VotingFixture.lineage, at: now, into: &outbox)
        outbox.removeAll()
        let ballot = VotingFixture.ballot(1, by: 9)
        let forged = VotingPacket.encode(
            .accept(ballot, witnessed: [0], [AcceptItem(key: key, value: [6])]),
            set: VotingFixture.set([1]), key: VotingFixture.key(9))
        voter.receive(forged, from: VotingFixture.key(9).id, at: now, into: &outbox)
        #expect(outbox.writes.isEmpty)
        #expect(outbox.packets.isEmpty)
    }
}
