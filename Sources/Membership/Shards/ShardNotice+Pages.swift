import GossipCore

// A page, at most `Limits.entryPayloadBytesMax` bytes, under the key `FF 53 | node 16 | index 1`, which is no
// identity's, for it is not UTF-8.
//
//   page          version 1 | index 1 | count 1 | head (index 0 only) | session ... to the end
//   head          flags 1: bit 0 notifies | promise | grace | applications 1 | application ...
//   application   id 8 | flags 1: token, size, wish, Discord's word, left | size | wish, read at | word | left
//   size          shards | buckets | source 1
//   word          recommended | buckets | total | left | reset at | asked at
//   session       application 8 | shard | flags 1: ended | since | last beat | ends at | free at | report
//
// Times are milliseconds; numbers are varints where nothing else is said.
extension ShardNotice {
    static let pagesMax = 255
    private static let version: UInt8 = 1

    /// At least one; what does not fit into `pagesMax` is not told.
    var pages: [[UInt8]] {
        var head = PayloadWriter()
        head.byte(notifies ? 1 : 0)
        terms.write(to: &head)
        head.byte(UInt8(min(applications.count, Self.applicationsMax)))
        for application in applications.prefix(Self.applicationsMax) { application.write(to: &head) }
        var bodies = [head.bytes]
        for session in sessions {
            var writer = PayloadWriter()
            session.write(to: &writer)
            if bodies[bodies.count - 1].count + writer.bytes.count + 3 > Limits.entryPayloadBytesMax {
                guard bodies.count < Self.pagesMax else { break }
                bodies.append([])
            }
            bodies[bodies.count - 1] += writer.bytes
        }
        return bodies.enumerated().map { index, body in
            [Self.version, UInt8(index), UInt8(bodies.count)] + body
        }
    }

    /// - Parameter pages: by index. Pages beyond the count of the first, and those that are missing or of a later
    ///   version, cost what they would have told.
    init?(pages: [Int: [UInt8]]) {
        self.init()
        guard let first = pages[0], let count = Self.read(first, index: 0, into: &self) else { return nil }
        for index in 1..<max(1, count) {
            guard let page = pages[index] else { continue }
            _ = Self.read(page, index: index, into: &self)
        }
    }

    /// - Returns: how many pages there are; nil for what is no such page.
    private static func read(_ page: [UInt8], index: Int, into notice: inout ShardNotice) -> Int? {
        var reader = PayloadReader(page)
        guard reader.byte() == version, let own = reader.byte(), Int(own) == index, let count = reader.byte()
        else { return nil }
        if index == 0 {
            guard let notifies = reader.flag(), let terms = ShardTerms(from: &reader),
                let applications = reader.byte()
            else { return nil }
            notice.notifies = notifies
            notice.terms = terms
            for _ in 0..<min(Int(applications), applicationsMax) {
                guard let application = Application(from: &reader) else { return nil }
                notice.applications.append(application)
            }
        }
        while reader.remaining > 0 {
            guard let session = Session(from: &reader) else { break }
            notice.sessions.append(session)
        }
        return Int(count)
    }

    static func key(_ node: NodeID, page: Int) -> [UInt8] {
        var writer = PayloadWriter()
        writer.byte(0xFF)
        writer.byte(0x53)
        writer.node(node)
        writer.byte(UInt8(page))
        return writer.bytes
    }

    /// Whose page it is, and which; nil for the key of something else.
    static func address(of key: [UInt8]) -> (node: NodeID, page: Int)? {
        var reader = PayloadReader(key)
        guard reader.byte() == 0xFF, reader.byte() == 0x53, let node = reader.node(),
            let page = reader.byte(),
            reader.remaining == 0
        else { return nil }
        return (node, Int(page))
    }
}

extension ShardTerms {
    fileprivate func write(to writer: inout PayloadWriter) {
        for span in [promise, grace] { writer.varint(UInt64(max(span.nanoseconds, 0) / 1_000_000)) }
    }

    fileprivate init?(from reader: inout PayloadReader) {
        guard let promise = reader.varint(), promise <= Self.termMillisecondsMax, let grace = reader.varint(),
            grace <= Self.termMillisecondsMax
        else { return nil }
        self.init()
        self.promise = .milliseconds(Int(promise))
        self.grace = .milliseconds(Int(grace))
    }
}

extension ShardNotice.Application {
    fileprivate func write(to writer: inout PayloadWriter) {
        writer.word64(id.number)
        writer.byte(
            (hasToken ? 1 : 0) | (size == nil ? 0 : 2) | (wish == nil ? 0 : 4) | (discord == nil ? 0 : 8)
                | (identifiesLeft == nil ? 0 : 16))
        size?.write(to: &writer)
        wish?.write(to: &writer)
        if wish != nil { writer.varint(wishedAt.milliseconds) }
        discord?.write(to: &writer)
        if let identifiesLeft { writer.varint(identifiesLeft) }
    }

    fileprivate init?(from reader: inout PayloadReader) {
        guard let id = reader.word64(), let flags = reader.byte(), flags < 32 else { return nil }
        self.init(id: ApplicationID(number: id), hasToken: flags & 1 != 0)
        if flags & 2 != 0 {
            guard let size = PoolSize(from: &reader) else { return nil }
            self.size = size
        }
        if flags & 4 != 0 {
            guard let wish = PoolSize(from: &reader), let at = reader.varint() else { return nil }
            self.wish = wish
            wishedAt = WallTime(milliseconds: at)
        }
        if flags & 8 != 0 {
            guard let word = DiscordWord(from: &reader) else { return nil }
            discord = word
        }
        if flags & 16 != 0 {
            guard let left = reader.varint() else { return nil }
            identifiesLeft = left
        }
    }
}

extension ShardNotice.Session {
    fileprivate func write(to writer: inout PayloadWriter) {
        writer.word64(application.number)
        writer.varint(UInt64(shard))
        writer.byte(isEnded ? 1 : 0)
        for time in [since, lastBeat, endsAt, freeAt] { writer.varint(time.milliseconds) }
        report.write(to: &writer)
    }

    fileprivate init?(from reader: inout PayloadReader) {
        guard let application = reader.word64(), let shard = reader.varint(), shard < PoolSize.shardsMax,
            let isEnded = reader.flag(), let since = reader.varint(), let lastBeat = reader.varint(),
            let endsAt = reader.varint(), let freeAt = reader.varint(),
            let report = SessionReport(from: &reader)
        else { return nil }
        self.init(
            application: ApplicationID(number: application), shard: Int(shard), isEnded: isEnded,
            since: WallTime(milliseconds: since), lastBeat: WallTime(milliseconds: lastBeat),
            endsAt: WallTime(milliseconds: endsAt), freeAt: WallTime(milliseconds: freeAt), report: report)
    }
}

extension DiscordWord {
    fileprivate func write(to writer: inout PayloadWriter) {
        for number in [
            UInt64(recommendedShards), UInt64(buckets), identifiesTotal, identifiesLeft, resetAt.milliseconds,
            askedAt.milliseconds,
        ] { writer.varint(number) }
    }

    fileprivate init?(from reader: inout PayloadReader) {
        guard let recommended = reader.varint(), recommended <= PoolSize.shardsMax,
            let buckets = reader.varint(), buckets <= PoolSize.bucketsMax, let total = reader.varint(),
            let left = reader.varint(), let reset = reader.varint(), let asked = reader.varint()
        else { return nil }
        self.init(
            recommendedShards: Int(recommended), buckets: Int(buckets), identifiesTotal: total,
            identifiesLeft: left, resetAt: WallTime(milliseconds: reset),
            askedAt: WallTime(milliseconds: asked))
    }
}
