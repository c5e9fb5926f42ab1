/// One record of a datagram. `Layout.swift` has their bytes.
enum Record: Hashable, Sendable {
    case ping(Ping)
    case ack(Ack)
    case pingRequest(PingRequest)
    case nack(Nack)
    case indirectAck(IndirectAck)
    case suspect(Accusation)
    case dead(Accusation)
    case member(MemberRecord)
    case entry(Entry)
    case report(Report)
    case ranges(Ranges)
    case items(Items)
    case want(Want)
    /// Bytes of the domain, at most `Limits.messageBytesMax`.
    case message([UInt8])
    /// A `VotingPacket`, at most `Limits.votingPacketBytesMax`.
    case voting([UInt8])
    /// Which founding the sender's map descends from; before anything of the map in a datagram.
    case lineage(Lineage)
    case call(Call)
    case candidacy(CallAnswer)

    var type: RecordType {
        switch self {
        case .ping: .ping
        case .ack: .ack
        case .pingRequest: .pingRequest
        case .nack: .nack
        case .indirectAck: .indirectAck
        case .suspect: .suspect
        case .dead: .dead
        case .member: .member
        case .entry: .entry
        case .report: .report
        case .ranges: .ranges
        case .items: .items
        case .want: .want
        case .message: .message
        case .voting: .voting
        case .lineage: .lineage
        case .call: .call
        case .candidacy: .candidacy
        }
    }
}

/// The first byte of a record.
enum RecordType: UInt8, Sendable, CaseIterable {
    case ping = 1
    case ack = 2
    case pingRequest = 3
    case nack = 4
    case indirectAck = 5
    case suspect = 6
    case dead = 7
    case member = 8
    case entry = 9
    case report = 10
    case ranges = 11
    case items = 12
    case want = 13
    case message = 14
    case voting = 16
    case lineage = 17
    case call = 18
    case candidacy = 19
}
