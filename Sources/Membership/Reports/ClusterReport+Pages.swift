import GossipCore

// A page, at most `Limits.entryPayloadBytesMax` bytes. Numbers are little-endian, varints LEB128.
//
//   page      version 1 | index 1 | count 1 | summary (index 0 only) | shard ... to the end
//   summary   last seen, ms: varint | forms 3 | value ...
//   forms     two bits for each of ten values, the first in the lowest: 0 zero, nothing follows;
//             1 a whole number, varint; 2 any other, 8 bytes IEEE 754; 3 refused. The rest zero.
//   values    latency, shards up, guilds, cached users, interactions rate, p95, ratelimits rate,
//             uptime, command errors total, commands total; the error rate follows from the last two
//   shard     head 1 | id | latency
//   head      bit 0 up | bits 1-2 form of the latency: 0 none, 1 varint, 2 eight bytes |
//             bit 3 the id is a number | bits 4-7 zero
//   id        a number: varint under 2^32; else length 1 (0 to 64) | UTF-8
//
// Whole numbers from 0 to 2^53 - 1 go as varints: all counters and most gauges. Nothing is rounded.
// A cluster of 16 shards takes about 230 bytes.
extension ClusterReport {
    static let pageVersion: UInt8 = 1

    /// The report's pages, page 0 first: one for up to some fifty shards.
    public func encode() -> [[UInt8]] {
        var pages: [[UInt8]] = [[Self.pageVersion, 0, 0]]
        pages[0].appendVarint(lastSeen.milliseconds)
        encodeValues(into: &pages[0])
        var encoded: [UInt8] = []
        for shard in shards.prefix(ShardList.countMax) {
            encoded.removeAll(keepingCapacity: true)
            Self.encode(shard, into: &encoded)
            if pages[pages.count - 1].count + encoded.count > Limits.entryPayloadBytesMax {
                pages.append([Self.pageVersion, UInt8(pages.count), 0])
            }
            pages[pages.count - 1] += encoded
        }
        // 1,024 shards of 75 bytes: at most 103 pages.
        for index in pages.indices { pages[index][2] = UInt8(pages.count) }
        return pages
    }

    /// Reads one page. Total: any bytes give a page or an error, and nothing is allocated from a
    /// length that they claim.
    public static func decode(page bytes: [UInt8]) throws(ReportPageError) -> ReportPage {
        guard bytes.count <= Limits.entryPayloadBytesMax else { throw .tooLong }
        var cursor = PageCursor(bytes)
        guard try cursor.byte() == pageVersion else { throw .unknownVersion }
        let index = Int(try cursor.byte())
        let count = Int(try cursor.byte())
        guard index < count else { throw .invalid }
        var page = ReportPage(index: index, count: count, summary: nil, shards: [])
        if index == 0 { page.summary = try decodeSummary(&cursor) }
        while !cursor.isAtEnd { page.shards.append(try decodeShard(&cursor)) }
        return page
    }

    private func encodeValues(into page: inout [UInt8]) {
        let values = [
            metrics.latencySeconds, metrics.shardsUp, metrics.guilds, metrics.cachedUsers,
            metrics.interactionsRate, metrics.durationP95Seconds, metrics.ratelimitsRate,
            metrics.uptimeSeconds, commandErrorsTotal, commandsTotal,
        ]
        var forms: UInt32 = 0
        var encoded: [UInt8] = []
        for (place, value) in values.enumerated() {
            let isZero = value == 0 && value.sign == .plus
            let form = isZero ? 0 : encoded.appendValue(value)
            forms |= UInt32(form) << UInt32(2 * place)
        }
        for shift in [0, 8, 16] as [UInt32] { page.append(UInt8(truncatingIfNeeded: forms >> shift)) }
        page += encoded
    }

    private static func decodeSummary(
        _ cursor: inout PageCursor
    ) throws(ReportPageError) -> ReportPage.Summary {
        let lastSeen = WallTime(milliseconds: try cursor.varint())
        var forms: UInt32 = 0
        for shift in [0, 8, 16] as [UInt32] { forms |= UInt32(try cursor.byte()) << shift }
        func next() throws(ReportPageError) -> Double {
            defer { forms >>= 2 }
            let form = UInt8(forms & 3)
            return form == 0 ? 0 : try cursor.value(form: form)
        }
        var metrics = Metrics()
        metrics.latencySeconds = try next()
        metrics.shardsUp = try next()
        metrics.guilds = try next()
        metrics.cachedUsers = try next()
        metrics.interactionsRate = try next()
        metrics.durationP95Seconds = try next()
        metrics.ratelimitsRate = try next()
        metrics.uptimeSeconds = try next()
        let errors = try next()
        let commands = try next()
        guard forms == 0 else { throw .invalid }
        metrics.errorRate = .errorRate(errors: errors, commands: commands)
        return ReportPage.Summary(
            metrics: metrics, commandErrorsTotal: errors, commandsTotal: commands, lastSeen: lastSeen)
    }

    private static func encode(_ shard: DiscordShard, into page: inout [UInt8]) {
        let number = UInt32(shard.id).flatMap { String($0) == shard.id ? $0 : nil }
        let head = page.count
        page.append((shard.isUp ? 1 : 0) | (number == nil ? 0 : 8))
        if let number {
            page.appendVarint(UInt64(number))
        } else {
            let id = shard.id.utf8.prefix(ShardList.idBytesMax)
            page.append(UInt8(id.count))
            page += id
        }
        if let latency = shard.latencySeconds { page[head] |= page.appendValue(latency) << 1 }
    }

    private static func decodeShard(_ cursor: inout PageCursor) throws(ReportPageError) -> DiscordShard {
        let head = try cursor.byte()
        guard head < 16 else { throw .invalid }
        let id: String
        if head & 8 != 0 {
            guard let number = UInt32(exactly: try cursor.varint()) else { throw .invalid }
            id = String(number)
        } else {
            id = try cursor.text(bytesMax: ShardList.idBytesMax)
        }
        let form = head >> 1 & 3
        let latency = form == 0 ? nil : try cursor.value(form: form)
        return DiscordShard(id: id, isUp: head & 1 == 1, latencySeconds: latency)
    }
}

extension [UInt8] {
    fileprivate mutating func appendVarint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// - Returns: the form that was written, 1 or 2.
    fileprivate mutating func appendValue(_ value: Double) -> UInt8 {
        if value.sign == .plus, value < 0x1p53, Double(UInt64(value)) == value {
            appendVarint(UInt64(value))
            return 1
        }
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
        }
        return 2
    }
}
