import GossipCore
import Membership
import Testing

@Suite("Pages of a cluster's report")
struct ClusterReportTests {
    private static let interesting: [Double] = [
        0, -0.0, 1, 127, 128, 300, 0x1p53 - 1, 0x1p53, 1e300, -1, 0.1, 0.0734, 0x1p-1060,
        .leastNonzeroMagnitude,
        .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1_795_251_492.07,
    ]

    private func report(shards: Int, _ generator: inout SeededGenerator) -> ClusterReport {
        func value() -> Double {
            switch generator.below(3) {
            case 0: return Self.interesting[generator.below(Self.interesting.count)]
            case 1: return Double(generator.below(1_000_000))
            default:
                let value = Double(bitPattern: generator.next())
                return value.isFinite ? value : 0
            }
        }
        var metrics = Metrics()
        metrics.latencySeconds = value()
        metrics.shardsUp = value()
        metrics.guilds = value()
        metrics.cachedUsers = value()
        metrics.interactionsRate = value()
        metrics.durationP95Seconds = value()
        metrics.ratelimitsRate = value()
        metrics.uptimeSeconds = value()
        var digest = SnapshotDigest()
        digest.commandErrorsTotal = value()
        digest.commandsTotal = value()
        digest.shards = (0..<shards).map { index in
            DiscordShard(
                id: String(index), isUp: generator.below(2) == 0,
                latencySeconds: generator.below(3) == 0 ? nil : value())
        }
        return ClusterReport(
            digest: digest, metrics: metrics,
            lastSeen: WallTime(milliseconds: generator.next() >> UInt64(generator.below(64))))
    }

    private func decoded(_ pages: [[UInt8]]) throws -> ClusterReport {
        try #require(ClusterReport(pages: pages.map { try ClusterReport.decode(page: $0) }))
    }

    @Test("A report survives its pages to the bit, in any order of pages")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 2)
        for round in 0..<3_000 {
            let report = report(shards: generator.below(round % 300 == 0 ? 1_025 : 30), &generator)
            let pages = report.encode()
            #expect(pages.allSatisfy { $0.count <= Limits.entryPayloadBytesMax })
            let copy = try decoded(pages.shuffled(using: &generator))
            #expect(copy == report)
            // Equality of doubles does not tell -0 from 0; the bytes do.
            #expect(copy.encode() == pages)
        }
    }

    @Test("The bytes of a small report are those of the diagram")
    func golden() throws {
        var metrics = Metrics()
        metrics.guilds = 300
        metrics.interactionsRate = 0.5
        var digest = SnapshotDigest()
        digest.commandErrorsTotal = 1
        digest.commandsTotal = 4
        digest.shards = [
            DiscordShard(id: "7", isUp: true, latencySeconds: 0.25),
            DiscordShard(id: "x", isUp: false, latencySeconds: nil),
            DiscordShard(id: "300", isUp: true, latencySeconds: 2),
        ]
        let report = ClusterReport(digest: digest, metrics: metrics, lastSeen: WallTime(milliseconds: 1_000))
        #expect(report.metrics.errorRate == 0.25)
        let page: [UInt8] = [
            1, 0, 1, 0xE8, 0x07,  // version, index, count, last seen
            0b0001_0000, 0b0000_0010, 0b0000_0101,  // forms: value 2 varint, 4 eight bytes, 8 and 9 varint
            0xAC, 0x02, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 1, 4,
            0b1101, 7, 0, 0, 0, 0, 0, 0, 0xD0, 0x3F,
            0b0000, 1, UInt8(ascii: "x"),
            0b1011, 0xAC, 0x02, 2,
        ]
        #expect(report.encode() == [page])
        #expect(try decoded([page]) == report)
    }

    @Test("The largest report that a snapshot can cause fits its pages")
    func largest() throws {
        var digest = SnapshotDigest()
        let tail = String(repeating: "\u{1F600}", count: 15)
        digest.shards = (1_000..<2_024).map {
            DiscordShard(id: "\($0)" + tail, isUp: true, latencySeconds: 0.1)
        }
        #expect(digest.shards.allSatisfy { $0.id.utf8.count == 64 })
        let report = ClusterReport(digest: digest, metrics: Metrics(), lastSeen: WallTime(milliseconds: .max))
        let pages = report.encode()
        #expect(pages.count <= 103)
        #expect(pages.allSatisfy { $0.count <= Limits.entryPayloadBytesMax })
        #expect(try decoded(pages) == report)
    }

    @Test("Sixteen shards take one page of less than 300 bytes, fifty take one page")
    func size() throws {
        var digest = try #require(try Fixture(name: "real-100-commands-16-shards").digest())
        #expect(digest.shards.count == 16)
        var meter = RateMeter()
        let metrics = meter.metrics(of: digest, at: .zero)
        let lastSeen = WallTime(milliseconds: 1_795_251_492_000)
        let pages = ClusterReport(digest: digest, metrics: metrics, lastSeen: lastSeen).encode()
        #expect(pages.count == 1)
        #expect(pages[0].count < 300)
        digest.shards = (0..<50).map { DiscordShard(id: String($0), isUp: true, latencySeconds: 0.0734) }
        #expect(ClusterReport(digest: digest, metrics: metrics, lastSeen: lastSeen).encode().count == 1)
    }

    @Test("A lost page costs its shards only; without page 0 there is no report")
    func lostPages() throws {
        var generator = SeededGenerator(seed: 3)
        let report = report(shards: 400, &generator)
        var pages = try report.encode().map { try ClusterReport.decode(page: $0) }
        #expect(pages.count > 2)
        let lost = pages.remove(at: 1)
        let rest = try #require(ClusterReport(pages: pages))
        #expect(rest.metrics == report.metrics)
        #expect(rest.shards.count == report.shards.count - lost.shards.count)
        pages.removeFirst()
        #expect(ClusterReport(pages: pages) == nil)
    }

    @Test("Pages beyond the count of page 0 are stale, and of a shard on two pages page 0 is believed")
    func stalePages() throws {
        func pages(_ range: Range<Int>, isUp: Bool) throws -> [ReportPage] {
            var digest = SnapshotDigest()
            digest.shards = range.map { DiscordShard(id: String($0), isUp: isUp, latencySeconds: 0.1) }
            return try ClusterReport(digest: digest, metrics: Metrics(), lastSeen: WallTime(milliseconds: 1))
                .encode().map { try ClusterReport.decode(page: $0) }
        }
        let old = try pages(0..<300, isUp: false)
        let small = try pages(0..<3, isUp: true)
        #expect(ClusterReport(pages: old.dropFirst() + small)?.shards.map(\.id) == ["0", "1", "2"])
        let moved = try pages(40..<300, isUp: true)
        let mixed = try #require(ClusterReport(pages: [moved[0], old[1]]))
        let both = Set(moved[0].shards.map(\.id)).intersection(old[1].shards.map(\.id))
        #expect(!both.isEmpty)
        #expect(mixed.shards.allSatisfy { !both.contains($0.id) || $0.isUp })
        #expect(Set(mixed.shards.map(\.id)).count == mixed.shards.count)
    }

    @Test("A page cut off anywhere is refused, or has fewer shards")
    func truncation() throws {
        var generator = SeededGenerator(seed: 4)
        let page = report(shards: 20, &generator).encode()[0]
        for count in 0..<page.count {
            guard let cut = try? ClusterReport.decode(page: Array(page[..<count])) else { continue }
            #expect(cut.shards.count < 20)
        }
        #expect(throws: ReportPageError.truncated) { try ClusterReport.decode(page: []) }
    }

    @Test(
        "Fields outside their range are refused",
        arguments: [
            ([2, 0, 1], .unknownVersion), ([1, 0, 0], .invalid), ([1, 3, 3], .invalid),
            ([1, 1, 2, 16, 0], .invalid),
            ([1, 1, 2, 0, 65] + [UInt8](repeating: 0x61, count: 65), .invalid),
            ([1, 1, 2, 0, 1, 0xFF], .invalid),
            ([1, 1, 2, 8, 0x80, 0x80, 0x80, 0x80, 0x10], .invalid),
            ([1, 1, 2, 0b1110, 0], .invalid),
            ([1, 1, 2, 0b1100, 0, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F], .invalid),
            ([1, 1, 2, 0b1010, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10], .invalid),
            ([1, 0, 1] + [UInt8](repeating: 0xFF, count: 9) + [2], .invalid),
            ([1, 0, 1, 0, 0, 0, 0b0001_0000], .invalid),
            ([1, 1, 2, 0, 5, 0x61], .truncated), ([1, 0, 1, 0, 0, 0], .truncated),
            ([UInt8](repeating: 1, count: 801), .tooLong),
        ] as [([UInt8], ReportPageError)])
    func refused(page: [UInt8], error: ReportPageError) {
        #expect(throws: error) { try ClusterReport.decode(page: page) }
    }

    @Test("100,000 random and mutated pages give a page or an error, and pages give finite reports")
    func fuzz() throws {
        var generator = SeededGenerator(seed: 5)
        let seeds = (0..<50).map { _ in report(shards: generator.below(30), &generator).encode()[0] }
        var accepted = 0
        for round in 0..<100_000 {
            var page = seeds[round % seeds.count]
            if round % 4 == 0 {
                page =
                    [1, UInt8(generator.below(2)), 2]
                    + (0..<generator.below(60)).map { _ in UInt8(generator.below(256)) }
            } else {
                for _ in 0...generator.below(3) {
                    page[generator.below(page.count)] = UInt8(generator.below(256))
                }
                page.removeLast(generator.below(round % 3 == 0 ? page.count : 1))
            }
            guard let decoded = try? ClusterReport.decode(page: page) else { continue }
            accepted += 1
            guard let report = ClusterReport(pages: [decoded]) else { continue }
            let again = try report.encode().map { try ClusterReport.decode(page: $0) }
            guard report.isFinite, ClusterReport(pages: again) == report else {
                Issue.record("round \(round): \(page)")
                return
            }
        }
        #expect(accepted > 10_000)
    }
}

extension ClusterReport {
    /// Whether no value left the doubles.
    fileprivate var isFinite: Bool {
        metrics.byKey.values.allSatisfy { $0.isFinite } && commandErrorsTotal.isFinite
            && commandsTotal.isFinite
            && shards.allSatisfy { ($0.latencySeconds ?? 0).isFinite }
    }
}
