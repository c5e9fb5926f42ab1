import FoundationEssentials
import Membership
import NIOHTTP1
import Testing

@testable import member_agent

@Suite("The doctor")
struct CheckupTests {
    private func status(
        alive: Int = 3, unknownKey: Int = 0, forged: Int = 0, hasMajority: Bool = true
    ) -> StatusAnswer {
        StatusAnswer(
            name: "n", nodeId: "00", version: "1", region: "r", members: ["alive": alive],
            hasMajority: hasMajority, lineage: "00", epoch: 1, voters: ["n"],
            traffic: TrafficAnswer(dropped: ["unknown_key": unknownKey, "forged": forged]))
    }

    private func member(_ name: String, _ state: String, version: String? = "1.0") -> MemberAnswer {
        MemberAnswer(
            name: name, nodeId: "00", address: "10.0.0.1:9189", region: "r", version: version, state: state,
            incarnation: 1, since: nil, rttSeconds: nil)
    }

    private func fleets(_ clusters: [ClusterAnswer]) -> FleetsAnswer {
        FleetsAnswer(
            generatedAt: "2026-01-01T00:00:00.000Z",
            fleets: [FleetAnswer(name: "asia", clustersUp: 0, clustersTotal: 1, clusters: clusters)])
    }

    private func cluster(number: Int?, status: String, reason: String? = nil) -> ClusterAnswer {
        ClusterAnswer(
            number: number, identity: "bot-1", status: status, downReason: reason, lastSeen: nil,
            metrics: ClusterMetricsAnswer(latencySeconds: 0, shardsUp: 0, guilds: 0, errorRate: 0))
    }

    private let moment = Moment(generatedAt: "2026-01-01T00:00:00.000Z")
    private let endpoint = Endpoint(host: "127.0.0.1", port: 9190)

    @Test("A healthy fleet has no finding")
    func healthy() {
        var checkup = Checkup()
        checkup.examine(status(), at: endpoint)
        checkup.examine([member("a", "alive"), member("b", "left")], moment)
        checkup.examine(fleets([cluster(number: 1, status: "up")]))
        #expect(checkup.isHealthy)
        let lines = checkup.screen(columns: nil).lines.map(\.plain)
        #expect(lines.first == "Nothing needs you.")
        #expect(lines.contains("ok No member is suspect or dead."))
    }

    @Test("A node alone among datagrams of another key is told to compare keys")
    func wrongKey() {
        var checkup = Checkup()
        checkup.examine(status(alive: 1, unknownKey: 5), at: endpoint)
        #expect(checkup.findings.count == 1)
        #expect(checkup.findings[0].remedy.contains("--group-key-file"))
    }

    @Test("A lost majority, a suspect and a dead member are findings with remedies")
    func members() {
        var checkup = Checkup()
        checkup.examine(status(hasMajority: false), at: endpoint)
        checkup.examineVoters(status(hasMajority: false))
        checkup.examine([member("a", "suspect"), member("b", "dead"), member("c", "alive")], moment)
        #expect(checkup.findings.count == 3)
        #expect(checkup.findings[2].remedy.contains("member-agent forget b"))
    }

    @Test("More than one version is told with the nodes that run it, and is no finding")
    func versions() {
        let members = [
            member("a", "alive", version: "0.2.0"), member("b", "suspect", version: "0.3.0"),
            member("c", "alive", version: "0.3.0"), member("d", "dead", version: "0.1.0"),
            member("e", "alive", version: nil),
        ]
        var checkup = Checkup()
        checkup.examine(members.filter { $0.state != "suspect" && $0.state != "dead" }, moment)
        #expect(checkup.isHealthy)
        #expect(
            checkup.facts.contains {
                $0.hasPrefix("more than one version runs: 0.2.0 on a; 0.3.0 on c; no version was told by e;")
            })
        let lines = MembersCommand.screen(members, status(), moment).lines.map(\.plain)
        #expect(lines[2].contains("VERSION"))
        #expect(
            lines.last == "More than one version runs: 0.3.0 on 2 nodes, 0.2.0 on 1 node, 1 node told none.")
        let calm = MembersCommand.screen(
            [member("a", "alive"), member("b", "dead", version: nil)], status(), moment)
        #expect(!calm.lines.map(\.plain).contains { $0.contains("More than one") })
    }

    @Test("The version of this program is one that nodes can tell")
    func ownVersion() {
        #expect(AgentVersion(MemberAgent.version)?.text == MemberAgent.version)
    }

    @Test(
        "Nodes that promise different times to bots are named, with what each has; one that is gone is not counted"
    )
    func terms() {
        func member(_ name: String, _ seconds: Double?, grace: Double? = 10, _ state: String = "alive")
            -> MemberAnswer
        {
            var member = self.member(name, state)
            (member.maxSeconds, member.leaseGrace) = (seconds, seconds == nil ? nil : grace)
            return member
        }
        var same = Checkup()
        same.examineTerms([member("a", 60), member("b", 60), member("c", nil), member("d", 30, "dead")])
        #expect(same.isHealthy)
        #expect(same.facts == ["nodes that give out shards have --max-seconds 60, --lease-grace 10"])
        var none = Checkup()
        none.examineTerms([member("a", nil)])
        #expect(none == Checkup())
        var different = Checkup()
        different.examineTerms([
            member("a", 30), member("b", 60), member("d", 60, grace: 2.5), member("c", 60),
        ])
        #expect(
            different.findings.map(\.what) == [
                "nodes disagree: --max-seconds 60, --lease-grace 10 at b, c; --max-seconds 30, --lease-grace 10 at a; "
                    + "--max-seconds 60, --lease-grace 2.5 at d"
            ])
        #expect(different.facts.isEmpty)
    }

    @Test("A cluster that is down, and one without a number, are findings by name")
    func clusters() {
        var checkup = Checkup()
        checkup.examine(
            fleets([
                cluster(number: 2, status: "down", reason: "node dead"), cluster(number: nil, status: "up"),
            ]))
        #expect(checkup.findings.count == 2)
        #expect(checkup.findings[0].what.contains("asia #2 (bot-1) is down: node dead"))
        #expect(checkup.findings[1].what.contains("no number yet"))
    }

    @Test("Many clusters that are down for one reason are one finding, which says how to see them all")
    func alike() {
        var checkup = Checkup()
        checkup.examine(fleets((1...40).map { cluster(number: $0, status: "down", reason: "node dead") }))
        #expect(checkup.findings.count == 1)
        #expect(checkup.findings[0].what == "40 clusters of asia are down: node dead (#1, #2, #3, \u{2026})")
        #expect(checkup.findings[0].remedy.hasSuffix("member-agent view --fleet asia --down"))
    }

    @Test("A finding is a sentence with what to do below it, as wide as the window")
    func advice() {
        var checkup = Checkup()
        checkup.find("member b at 10.0.0.1:9189 is dead", "Start it again, or drop it: member-agent forget b")
        #expect(
            checkup.screen(columns: 40).lines.map(\.plain) == [
                "1 thing needs you.", "", "1. Member b at 10.0.0.1:9189 is dead.",
                "   Start it again, or drop it:", "   member-agent forget b",
            ])
    }

    @Test("A clock that differs by more than half a minute is a finding, in either direction")
    func clock() throws {
        let now = try Date("2026-01-01T00:00:00Z", strategy: .iso8601)
        for (generated, isFine) in [
            ("2026-01-01T00:00:20.500Z", true), ("2026-01-01T00:00:31Z", false),
            ("2025-12-31T23:59:00.1Z", false),
        ] {
            var checkup = Checkup()
            checkup.examineClock(generatedAt: generated, own: now)
            #expect(checkup.isHealthy == isFine)
            #expect(checkup.facts.isEmpty != isFine)
        }
    }

    /// - Parameter more: members of the pool's object.
    private func pools(_ more: String) throws -> [PoolSummaryAnswer] {
        let counts = more.contains("counts") ? "" : #""counts": {"held": 8, "free": 0},"#
        let body = #"{"pools": [{\#(counts) "name": "default" \#(more)}]}"#
        let response = HTTPResponse(status: 200, headers: [:], body: Array(body.utf8))
        return try NodeClient.decode(OverviewAnswer.self, from: response).pools ?? []
    }

    @Test(
        "What a pool lacks is a finding with what to do",
        arguments: [
            (
                #", "total_shards": 8, "source": "setting", "recommended_shards": 12"#,
                "Discord recommends 12", "--max-shards"
            ),
            (
                #", "total_shards": 8, "should_grow": true, "wished_shards": 10, "largest_guild_count": 2100"#,
                "2100 guilds", "--max-shards to 10"
            ),
            (
                #", "total_shards": 8, "identify": {"total": 1000, "left": 99, "reset_at": "2026-01-01T00:00:00.000Z"}"#,
                "99 of 1000 identifies", "again and again"
            ),
            (
                #", "total_shards": 8, "counts": {"held": 7, "lost": 1, "free": 0}"#,
                "1 shard of the pool is lost", "free by itself"
            ),
            (
                #", "total_shards": 8, "counts": {"held": 6, "free": 2}"#,
                "2 shards of the pool have no bots", "2 bots more"
            ),
        ])
    func shards(pool: String, what: String, remedy: String) throws {
        var checkup = Checkup()
        checkup.examine(try pools(pool), refusedConnects: 0)
        #expect(checkup.findings.count == 1)
        #expect(checkup.findings.first?.what.contains(what) == true)
        #expect(checkup.findings.first?.remedy.contains(remedy) == true)
    }

    @Test("A pool without a size is a finding where bots ask, and none where nobody does")
    func noPoolSize() throws {
        for refused in [0, 3] {
            var checkup = Checkup()
            checkup.examine(try pools(""), refusedConnects: refused)
            #expect(checkup.isHealthy == (refused == 0))
            #expect(checkup.findings.allSatisfy { $0.remedy.contains("BOT_TOKEN") })
        }
        let metrics = "a 1\nrollcall_http_requests_total{route=\"/connect\",status=\"503\"} 17\n"
        #expect(Checkup.refusedConnects(in: metrics) == 17)
        #expect(Checkup.refusedConnects(in: "") == 0)
    }

    @Test("A pool whose shards all run is no finding")
    func goodPool() throws {
        var checkup = Checkup()
        let identify = #""identify": {"total": 1000, "left": 900, "reset_at": "2026-01-01T00:00:00.000Z"}"#
        checkup.examine(
            try pools(#", "total_shards": 8, "recommended_shards": 8, "should_grow": false, "# + identify),
            refusedConnects: 4)
        #expect(checkup.isHealthy)
        #expect(checkup.facts.contains("the pool has 8 shards, 8 of them held"))
    }
}
