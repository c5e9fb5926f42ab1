package import GossipCore

/// What is decided of one shard: which session holds it, and at which home.
package struct ShardSlot: Hashable, Sendable {
    package var session: SessionID
    package var home: NodeID
    /// Of the home. When it is over, and long enough, so is the session.
    package var generation: UInt64
    /// How often the session went on to another home or generation. It rises, so no value comes twice.
    package var moves: UInt64 = 0
    /// The longest term of the homes that may have promised on it, in milliseconds. It only rises.
    package var term: UInt64 = 0
    /// A hash of the bot's `Rollcall-Instance`, zero without one. A released slot keeps it.
    package var instance: UInt64 = 0
    /// Its home said that nobody runs it.
    package var isReleased = false

    func write(to writer: inout PayloadWriter) {
        writer.word64(session.high)
        writer.word64(session.low)
        writer.node(home)
        writer.varint(generation)
        writer.varint(moves)
        writer.varint(term)
        writer.word64(instance)
        writer.byte(isReleased ? 1 : 0)
    }

    init?(from reader: inout PayloadReader) {
        guard let high = reader.word64(), let low = reader.word64(), let home = reader.node(),
            let generation = reader.varint(), let moves = reader.varint(), moves < 1 << 62,
            let term = reader.varint(), let instance = reader.word64(), let isReleased = reader.flag()
        else { return nil }
        self.init(
            session: SessionID(high: high, low: low), home: home, generation: generation, moves: moves,
            term: term, instance: instance, isReleased: isReleased)
    }

    init(
        session: SessionID, home: NodeID, generation: UInt64, moves: UInt64 = 0, term: UInt64,
        instance: UInt64 = 0,
        isReleased: Bool = false
    ) {
        self.session = session
        self.home = home
        self.generation = generation
        self.moves = moves
        self.term = term
        self.instance = instance
        self.isReleased = isReleased
    }

    /// The same session at another home, or in another generation of its home.
    func moved(to home: NodeID, _ generation: UInt64, term: UInt64) -> ShardSlot {
        var slot = self
        slot.home = home
        slot.generation = generation
        slot.moves += 1
        slot.term = max(slot.term, term)
        return slot
    }

    var released: ShardSlot {
        var slot = self
        slot.isReleased = true
        return slot
    }
}
