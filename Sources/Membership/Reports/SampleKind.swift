/// A sample that a digest looks at, by its name without the namespace.
enum SampleKind {
    case shardLatency, shardUp, guilds, cachedUsers, interactions, ratelimits, commandErrors
    case appCommands, commands, durationBucket, uptime

    /// Bytes of the longest name, without its namespace.
    static let nameBytesMax = 35

    /// The kind of a name in `bytes`, after its namespace; found by its length, which hardly any two share.
    @inline(__always)
    init?(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        let (word, kind): (StaticString, Self)
        switch range.count {
        case 6: (word, kind) = ("guilds", .guilds)
        case 8: (word, kind) = ("shard_up", .shardUp)
        case 12: (word, kind) = ("cached_users", .cachedUsers)
        case 14:
            let isUptime = bytes[range.lowerBound] == UInt8(ascii: "u")
            (word, kind) = isUptime ? ("uptime_seconds", .uptime) : ("commands_total", .commands)
        case 16: (word, kind) = ("ratelimits_total", .ratelimits)
        case 18:
            let isInteractions = bytes[range.lowerBound] == UInt8(ascii: "i")
            (word, kind) =
                isInteractions ? ("interactions_total", .interactions) : ("app_commands_total", .appCommands)
        case 20: (word, kind) = ("command_errors_total", .commandErrors)
        case 21: (word, kind) = ("shard_latency_seconds", .shardLatency)
        case 35: (word, kind) = ("app_command_duration_seconds_bucket", .durationBucket)
        default: return nil
        }
        let expected = UnsafeRawPointer(word.utf8Start)
        guard bytes.hasSameBytes(at: range.lowerBound, as: expected, count: range.count) else { return nil }
        self = kind
    }
}
