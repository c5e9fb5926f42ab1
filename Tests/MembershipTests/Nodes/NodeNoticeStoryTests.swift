import GossipCore
import Testing

@testable import Membership

@Suite("What nodes tell of themselves, in a fleet")
struct NodeNoticeStoryTests {
    private func village(_ count: Int, _ version: String?, seed: UInt64) -> Village {
        var settings = Settings()
        settings.version = version.flatMap { AgentVersion($0) }
        return Village(count: count, seed: seed, settings: settings)
    }

    /// By node, as a node shows them.
    private func shown(_ village: inout Village, at node: Int) -> [String: String?] {
        guard let picture = village.picture(node) else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: picture.members.map {
                ($0.record.name, picture.nodeNotices.notice(of: $0.record)?.version.text)
            })
    }

    @Test("A rolling upgrade is seen at each node, those that tell nothing without a version")
    func upgrade() {
        var village = village(3, "0.2.0", seed: 31)
        village.run(for: .seconds(10))
        for node in 0..<3 {
            #expect(
                shown(&village, at: node) == ["node-0": "0.2.0", "node-1": "0.2.0", "node-2": "0.2.0"])
        }
        village.crash(1)
        village.settings.version = AgentVersion("0.3.0")
        village.start(1)
        village.crash(2)
        village.settings.version = nil
        village.start(2)
        village.run(for: .seconds(20))
        for node in 0..<3 {
            #expect(shown(&village, at: node) == ["node-0": "0.2.0", "node-1": "0.3.0", "node-2": nil])
        }
    }

    @Test("What a dead node ran last stays known, also to who joins after its death")
    func dead() {
        var village = village(3, "0.2.0", seed: 32)
        village.run(for: .seconds(10))
        village.crash(2)
        village.run(for: .seconds(20))
        village.crash(1)
        village.start(1)
        village.run(for: .seconds(20))
        #expect(shown(&village, at: 1)["node-2"] == .some("0.2.0"))
    }

    @Test("A former run's word that is stamped later is overruled, and a twin's is not for ever")
    func outdone() throws {
        var village = village(1, "0.3.0", seed: 33)
        village.run(for: .seconds(2))
        var roster = try #require(village.rosters[0])
        var outbox = RosterOutbox()
        let own = Village.id(0)
        let former = NodeNotice(
            bootTag: 1, version: try #require(AgentVersion("0.2.0")), keys: [KeyHint(rawValue: 7)])
        let moment = Moment(now: village.now, wall: village.wall)
        var ticks: UInt64 = 1 << 62
        for word in 1...40 {
            let report = Report(
                key: NodeNotice.key(own),
                version: Report.Version(claim: Stamp(ticks: ticks, writer: own), sequence: 1),
                payload: former.encoded())
            #expect(roster.takeIntroduction(report, at: moment, into: &outbox))
            let standing = try #require(roster.node.report(NodeNotice.key(own)))
            // The first word of this run was that of its start.
            #expect((standing.version.claim.ticks > ticks) == (word < Roster.introductionsMax))
            #expect(NodeNotice(decoding: standing.payload)?.version.text == "0.3.0")
            ticks += 2
        }
    }
}
