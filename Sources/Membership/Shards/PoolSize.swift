import GossipCore

/// How many shards an application has, as the fleet agreed.
public struct PoolSize: Hashable, Sendable {
    /// 5,000 shards are an eighth of as many registers. A session names its shard in 16 bits.
    public static let shardsMax = 16_384
    /// Discord gives its largest bots 16 to 64.
    public static let bucketsMax = 1_024

    public enum Source: UInt8, Sendable {
        /// `--max-shards`.
        case setting = 1
        /// `GET /gateway/bot`.
        case discord
    }

    public var shards: Int
    /// `max_concurrency`: identifies of different buckets may run side by side.
    public var buckets: Int
    public var source: Source

    /// - Returns: nil outside the limits.
    public init?(shards: Int, buckets: Int, source: Source) {
        guard (1...Self.shardsMax).contains(shards), (1...Self.bucketsMax).contains(buckets) else {
            return nil
        }
        self.shards = shards
        self.buckets = buckets
        self.source = source
    }

    /// A setting counts, the newest one of several. What Discord recommends counts where nothing stood before: a
    /// running pool grows when its operator says so, because all of its bots identify anew then.
    func change() -> RegisterChange {
        let next = self
        return RegisterChange { value in
            guard next.source == .discord, var standing = value.flatMap(PoolSize.init(encoded:)) else {
                return value == next.encoded ? nil : next.encoded
            }
            guard standing.source == .discord, standing.buckets != next.buckets else { return nil }
            standing.buckets = next.buckets
            return standing.encoded
        }
    }

    /// `format 1 | shards varint | buckets varint | source 1`
    var encoded: [UInt8] {
        var writer = PayloadWriter()
        writer.byte(1)
        write(to: &writer)
        return writer.bytes
    }

    init?(encoded: [UInt8]) {
        var reader = PayloadReader(encoded)
        guard reader.byte() == 1, let size = PoolSize(from: &reader), reader.remaining == 0 else {
            return nil
        }
        self = size
    }

    func write(to writer: inout PayloadWriter) {
        writer.varint(UInt64(shards))
        writer.varint(UInt64(buckets))
        writer.byte(source.rawValue)
    }

    init?(from reader: inout PayloadReader) {
        guard let shards = reader.varint(), let buckets = reader.varint(),
            let source = reader.byte().flatMap(Source.init(rawValue:))
        else { return nil }
        self.init(shards: Int(clamping: shards), buckets: Int(clamping: buckets), source: source)
    }
}
