import FoundationEssentials
import GossipCore
import Membership
import Testing

@testable import member_agent

@Suite("What a webhook is told")
struct NoticeTextTests {
    private let now = WallTime(milliseconds: 1_800_000_000_000)

    private func cluster(
        _ number: UInt32?, _ change: Notice.ClusterChange, fleet: String = "asia", identity: String? = nil
    )
        -> Notice
    {
        let number = number.map { ClusterNumber($0) }
        let name = identity ?? "bot-\(number?.value ?? 0)"
        return Notice(
            at: now, change: .cluster(Notice.Cluster(identity: name, fleet: fleet, number: number), change))
    }

    private func shard(_ shard: Int, _ change: Notice.ShardChange, application: String = "default") -> Notice
    {
        Notice(at: now, change: .shard(Notice.Shard(application: application, number: shard), change))
    }

    private func lines(_ notices: [Notice]) -> [String] { NoticeLines(notices).lines.map(\.text) }

    private func message(_ notices: [Notice], _ template: String? = nil, dropped: Int = 0) -> DiscordMessage {
        DiscordMessage(
            NoticeQueue.Batch(notices: notices, dropped: dropped), template: template, node: "node-a",
            now: now)
    }

    @Test("Each change is a sentence in the operator's words")
    func sentences() {
        let holder = Notice.Cluster(identity: "bot-3", fleet: "asia", number: ClusterNumber(3))
        #expect(
            lines([
                cluster(3, .numbered), cluster(3, .down(.missedBeats)), cluster(nil, .up, identity: "new"),
                shard(4, .held(at: "n1", by: nil)), shard(5, .held(at: "n2", by: holder)),
                shard(6, .lost(at: "n1")),
                shard(7, .free), shard(7, .free, application: "music"),
            ]) == [
                "`asia` #3 (`bot-3`) is new", "`asia` #3 (`bot-3`) is down: missed beats",
                "`new` of `asia` is up again",
                "shard 4 is held at `n1`", "shard 5 is held at `n2`, by `asia` #3 (`bot-3`)",
                "shard 6 is lost with `n1`",
                "shard 7 is free", "`music` shard 7 is free",
            ])
    }

    @Test("What is alike is one line")
    func groups() {
        let down = (1...20).map { cluster($0, .down(.nodeDead)) }
        #expect(
            lines(down + [0, 1, 2, 4, 7, 8].map { shard($0, .lost(at: "n1")) }) == [
                "20 clusters of `asia` are down: node dead: #1, #2, #3, #4, #5, #6, #7, #8, #9, #10, #11, #12, \u{2026}",
                "6 shards are lost with `n1`: 0 to 2, 4, 7 to 8",
            ])
    }

    @Test("Of several changes of one thing the last is told, and a number is a thing of its own")
    func last() {
        #expect(
            lines([
                cluster(1, .numbered), cluster(1, .down(.missedBeats)), cluster(1, .up),
                shard(1, .lost(at: "a")),
                shard(1, .free), shard(1, .held(at: "b", by: nil)),
            ]) == ["`asia` #1 (`bot-1`) is new", "`asia` #1 (`bot-1`) is up again", "shard 1 is held at `b`"])
    }

    @Test(
        "A message is never longer than Discord takes, and says how much is missing",
        arguments: [nil, "<@&12345> {news} {news}"])
    func length(template: String?) {
        let many = (0..<400).map { cluster(1, .down(.nodeDead), fleet: "fleet-\($0)", identity: "bot-\($0)") }
        let message = message(many, template)
        #expect(message.content.utf16.count <= 2_000)
        #expect(message.content.utf16.count > 1_800)
        #expect(message.content.contains("more changes"))
        let shown = message.content.split(separator: "\n").count { $0.contains("is down") }
        #expect(shown > 10)
        if template == nil { #expect(message.content.contains("and \(400 - shown) more changes")) }
    }

    @Test(
        "The operator's text has places for the news, their count and the node; without one the news follow")
    func templates() {
        let news = [shard(7, .free)]
        #expect(message(news).content == "shard 7 is free")
        #expect(
            message(news, "{node}: {count} {other}\n{news}").content == "`node-a`: 1 {other}\nshard 7 is free"
        )
        #expect(message(news, "Attention").content == "Attention\nshard 7 is free")
        #expect(message(news, "{news} {").content == "shard 7 is free {")
        #expect(message(news, dropped: 3).content == "3 older changes were dropped\nshard 7 is free")
    }

    @Test("A name from outside mentions nobody, formats nothing, and is no placeholder")
    func hostile() {
        let message = message(
            [cluster(1, .up, fleet: "{count}", identity: "`@everyone` <@1>\n# x")], "{news}")
        #expect(message.content == "`{count}` #1 (`'@\u{200B}everyone' <@\u{200B}1> # x`) is up again")
        #expect(message.allowedMentions == DiscordMessage.AllowedMentions())
    }

    @Test("Whom the operator's text mentions is mentioned, and nobody else")
    func mentions() {
        let mentions = message([shard(1, .free)], "<@&42> <@!7> <@8> @here <@x> {news}").allowedMentions
        #expect(mentions.roles == ["42"] && mentions.users == ["7", "8"] && mentions.parse == ["everyone"])
    }

    @Test("What comes late says when it was")
    func late() {
        var old = shard(7, .free)
        old.at = WallTime(milliseconds: now.milliseconds - 61_000)
        #expect(message([old]).content == "<t:1799999939:T> shard 7 is free")
    }

    @Test("A Discord webhook is sent the JSON that it knows")
    func discordBody() {
        let body = String(decoding: message([shard(7, .free)]).body, as: UTF8.self)
        #expect(
            body
                == #"{"allowed_mentions":{"parse":[],"roles":[],"users":[]},"content":"shard 7 is free"}"#)
    }

    @Test("A program is sent every change, with what is known of it")
    func document() throws {
        let holder = Notice.Cluster(identity: "bot-3", fleet: "asia", number: ClusterNumber(3))
        let batch = NoticeQueue.Batch(
            notices: [cluster(3, .down(.nodeDead)), shard(4, .held(at: "n1", by: holder)), shard(5, .free)],
            dropped: 2)
        let body = NoticeDocument(batch, node: "node-a", id: NodeID(high: 0, low: 1)).body
        let text = String(decoding: body, as: UTF8.self)
        #expect(
            text.hasPrefix(
                #"{"changes":[{"at":"2027-01-15T08:00:00Z","change":"down","fleet":"asia","identity":"bot-3","#
            ))
        #expect(text.contains(#""kind":"cluster","number":3,"reason":"node dead"}"#))
        #expect(
            text.contains(
                #""change":"held","fleet":"asia","home":"n1","identity":"bot-3","kind":"shard","number":3,"shard":4}"#
            ))
        #expect(
            text.contains(
                #"{"application":"default","at":"2027-01-15T08:00:00Z","change":"free","kind":"shard","shard":5}"#
            ))
        #expect(text.hasSuffix(#""dropped":2,"node":"node-a","node_id":"00000000000000000000000000000001"}"#))
    }
}
