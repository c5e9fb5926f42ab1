/// Asks a member whether it may be made a voter (docs/voting.md, Choosing).
struct Call: Hashable, Sendable {
    /// Random; the answer echoes it, so that a recorded answer proves nothing.
    var challenge: UInt64
}

/// What a member says of itself to the voter that called it.
struct CallAnswer: Hashable, Sendable {
    /// The call's.
    var challenge: UInt64
    var candidacy: Candidacy
}

extension Call: WireValue {
    func write(to sink: inout some WireSink) { sink.word64(challenge) }

    init(from reader: inout WireReader) throws(WireError) { challenge = try reader.word64() }
}

extension CallAnswer: WireValue {
    func write(to sink: inout some WireSink) {
        sink.word64(challenge)
        candidacy.write(to: &sink)
    }

    init(from reader: inout WireReader) throws(WireError) {
        challenge = try reader.word64()
        candidacy = try Candidacy(from: &reader)
    }
}
