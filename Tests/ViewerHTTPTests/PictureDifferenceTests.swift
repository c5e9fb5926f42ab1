import GossipCore
import Membership
import Testing

@testable import ViewerHTTP

@Suite("What happened between two pictures")
struct PictureDifferenceTests {
    private func difference(_ change: (inout FleetPicture) -> Void) -> PictureDifference {
        let old = FleetPicture.sample()
        var new = old
        new.version += 1
        change(&new)
        let rows = old.fleets.map { RowAges(all: $0.clusters.count, changedIn: old.version) }
        return PictureDifference(from: old, rows: rows, pools: [], to: new)
    }

    private func told(_ difference: PictureDifference) -> [String] {
        difference.news.map { news in
            var json = JSONWriter()
            json.event(FleetEvent(sequence: 1, at: FleetPicture.instant, news: news))
            let text = String(decoding: json.bytes, as: UTF8.self)
            return text.replacing(#""at":"2026-11-21T08:58:12.238Z","#, with: "")
        }
    }

    @Test("Nothing happened, nothing is told, and no row is younger")
    func nothing() {
        let difference = difference { _ in }
        #expect(difference.news.isEmpty)
        #expect(difference.rows.map(\.changedIn) == [[7, 7, 7], [7]])
    }

    @Test("A row that changed is younger than the others of its fleet")
    func oneRow() {
        let difference = difference { $0.fleets[0].clusters[1] = .changed($0.fleets[0].clusters[1]) }
        #expect(difference.rows.map(\.changedIn) == [[7, 8, 7], [7]])
        #expect(difference.rows.map(\.reshapedIn) == [7, 7])
        #expect(told(difference).map { $0.contains(#""change":"up","identity":"asia-two""#) } == [true])
    }

    @Test("A cluster that comes makes its fleet's rows young, and no other fleet's")
    func arrival() {
        let difference = difference {
            $0.fleets[1].clusters.append(FleetPicture.cluster("eu-two", "eu", number: nil))
        }
        #expect(difference.rows.map(\.reshapedIn) == [7, 8])
        #expect(told(difference).map { $0.contains(#""change":"registered","identity":"eu-two""#) } == [true])
    }

    @Test("A cluster that moves to another fleet is one piece of news, with where it came from")
    func joining() {
        let difference = difference {
            $0.fleets[0].clusters.remove(at: 0)
            $0.fleets[1].clusters.append(FleetPicture.cluster("asia-one", "eu", number: nil))
        }
        #expect(
            told(difference).map { $0.contains(#""change":"joined","from":"asia","identity":"asia-one""#) }
                == [true])
    }

    @Test("New and vanished fleets are told wherever they stand in the order")
    func fleets() {
        let difference = difference { picture in
            picture.fleets.remove(at: 0)
            let new = FleetPicture.cluster("new", "aaa", number: nil)
            picture.fleets.insert(
                FleetPicture.Fleet(
                    name: "aaa", clustersUp: 0, clustersTotal: 0, rollup: Metrics(), clusters: [new]), at: 0)
        }
        #expect(difference.rows.count == 2)
        #expect(told(difference).map { $0.contains(#""identity":"new""#) } == [true])
    }

    @Test("Another home is a move, with the name of the former one")
    func move() {
        let old = FleetPicture.cluster("eu-one", "eu", number: 1)
        let moved = FleetPicture.Cluster(
            identity: old.identity, fleet: old.fleet, number: old.number, down: nil, since: old.since,
            lastSeen: old.lastSeen, home: NodeID(high: 0, low: 1), version: old.version,
            scrapeTarget: old.scrapeTarget, metrics: old.metrics, shards: old.shards, history: old.history)
        let difference = difference { $0.fleets[1].clusters[0] = moved }
        #expect(
            told(difference).map { $0.contains(#""change":"moved","from":"node-a","identity":"eu-one""#) }
                == [true])
        #expect(told(difference).map { $0.contains(#""home":"node-b""#) } == [true])
    }

    @Test("Spellings in NFC and NFD are two clusters")
    func spellings() {
        let difference = difference {
            $0.fleets[1].clusters.append(FleetPicture.cluster("caf\u{E9}", "eu", number: nil))
            $0.fleets[1].clusters.append(FleetPicture.cluster("cafe\u{301}", "eu", number: nil))
        }
        #expect(difference.news.count == 2)
    }
}
