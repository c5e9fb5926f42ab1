package import GossipCore

/// What homes and voters tell each other about shards (`Command.send`, record 14). The first byte is the kind, from
/// 64 on; other kinds are of another part, or of a later version, and ignored.
package enum ShardMessage: Hashable, Sendable {
    // From a home to a voter. Each may be lost, late or repeated; `ask` names the attempt to the home.

    /// To all voters: I ask for my right. With `over` the generation after that one is opened, without it my own is
    /// renewed. One voter is asked to decide it, the others only learn when I asked last.
    case renew(HomeLease, over: UInt64?, decides: Bool)
    /// A bot wants a shard. `term` is that of the home, in milliseconds.
    case connect(
        ApplicationID, SessionID, ask: UInt64, generation: UInt64, term: UInt64, instance: UInt64)
    /// Where is this session? Where it is still as in `from`, move it to me.
    case adopt(
        ApplicationID, SessionID, ask: UInt64, generation: UInt64, term: UInt64, from: ShardSlot?)
    /// Nobody runs this session any more.
    case release(ApplicationID, ShardSlot)
    /// Which sessions are mine, and how large is the pool?
    case list(ApplicationID, ask: UInt64)
    /// Is it this session's turn to identify?
    case identify(ApplicationID, SessionID, ask: UInt64)
    /// The permit of this ask was handed to the bot just now.
    case identified(ApplicationID, SessionID, ask: UInt64)
    /// Where did you see this session last? `seen` answers, or, where it was not seen, `standing`.
    case find(ApplicationID, SessionID, ask: UInt64)

    // The answers.

    /// What stands, for the run that asked: an answer that comes again after minutes may be of a former run, or of a node
    /// whose address this one took, and must not pass for what stands here.
    case renewed(HomeLease, asker: UInt64)
    /// The turn to identify is so far ahead of the ask that is named.
    case granted(ApplicationID, ShardSlot, PoolSize, ask: UInt64, sleepMilliseconds: UInt64)
    /// The bot's instance still holds this. Is it that bot that waits for the request that is named?
    case taken(ApplicationID, SessionID, ShardSlot)
    /// Turns are given by this voter; it is the one to ask for shards and turns.
    case elsewhere(ApplicationID, NodeID)
    case refused(SessionID, ShardRefusal, retryMilliseconds: UInt64)
    /// Nil where the session holds nothing.
    case standing(ApplicationID, SessionID, ask: UInt64, ShardSlot?)
    /// What stood when the voter last knew of it, perhaps long ago. It says whom to ask, and nothing else.
    case seen(ApplicationID, SessionID, ask: UInt64, ShardSlot)
    case released(ApplicationID, ShardSlot)
    case holds(ApplicationID, ask: UInt64, PoolSize, [ShardSlot])
    /// Zero milliseconds: identify now.
    case turn(SessionID, ask: UInt64, milliseconds: UInt64)

    // Between homes.

    /// A bot of yours beats at me, by a slot that moved so often.
    case beat(ApplicationID, SessionID, ask: UInt64, moves: UInt64, SessionReport)
    /// `promise` is that of the home, in milliseconds.
    case beaten(SessionID, ask: UInt64, ShardVerdict, promise: UInt64)
    /// A bot of yours wants to identify, and asked me so many milliseconds ago. `turn` answers, or says never where it
    /// is not yours, or that the bot asked another node since.
    case turnFor(ApplicationID, SessionID, ask: UInt64, age: UInt64)
    /// The permit of this `turnFor` was handed to the bot just now.
    case handed(SessionID, ask: UInt64)
    /// The bot of this session says that it is gone. `beaten` answers: renewed where the session was ended.
    case end(ApplicationID, SessionID, ask: UInt64)
}

/// Why no shard was granted.
package enum ShardRefusal: UInt8, Sendable {
    /// Every shard is held.
    case noShards = 1
    /// Nobody said how large the pool is.
    case noPool
    /// The day's identifies are used up, but for a reserve.
    case noBudget
    /// Later.
    case busy
}

/// What a home says to a beat.
package enum ShardVerdict: UInt8, Sendable {
    /// 204.
    case renewed = 1
    /// 503.
    case notRenewed
    /// 404.
    case notFound
    /// 401.
    case outsidePool
}

/// What a bot says of itself with a beat.
public struct SessionReport: Hashable, Sendable {
    public var guilds: UInt64?
    /// Microseconds.
    public var latency: UInt64?
    /// Text as it came, of at most `extraBytesMax`.
    public var extra: [UInt8] = []
    public static let extraBytesMax = 512

    public init() {}
}
