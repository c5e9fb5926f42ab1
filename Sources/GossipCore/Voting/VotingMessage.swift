/// What the voters of one epoch and those of the next say to each other; `VotingMessage+Layout.swift` has
/// the bytes. Each is signed by its sender, who must be a voter, except the last two.
enum VotingMessage: Hashable, Sendable {
    /// Phase 1 from a proposer: promise me this ballot on these registers.
    case prepare(Ballot, witnessed: [UInt64], [RegisterKey])
    case promises(Ballot, sequence: UInt64, [PromiseItem])
    /// Phase 2: accept these values at this ballot.
    case accept(Ballot, witnessed: [UInt64], [AcceptItem])
    case acceptances(Ballot, sequence: UInt64, [AcceptanceItem])
    /// `next` is decided: vote no more in this epoch.
    case seal(next: VoterSet)
    /// This voter's part of a `Succession`.
    case sealed(next: VoterSet, sequence: UInt64, Signature)
    /// From a voter of the next epoch: what stands after this key in your sealed registers?
    case fetch(after: RegisterKey)
    case page(after: RegisterKey, isLast: Bool, [PageItem])
    /// From a voter that (re)starts: how far have you seen me?
    case attest(nonce: UInt64)
    case attested(nonce: UInt64, sequence: UInt64)
    /// Proves the next set to whoever knows the one before. Needs no signature of its own.
    case succession(Succession)
    /// The sender knows the set of this epoch and none after. A hint: it costs the receiver one answer.
    case behind(Epoch)
}

struct PromiseItem: Hashable, Sendable {
    var key: RegisterKey
    var promise: Acceptor.Promise
}

struct AcceptItem: Hashable, Sendable {
    var key: RegisterKey
    var value: [UInt8]
}

struct AcceptanceItem: Hashable, Sendable {
    var key: RegisterKey
    var acceptance: Acceptor.Acceptance
}

/// A register of a sealed epoch, as it goes to the next one.
struct PageItem: Hashable, Sendable {
    var key: RegisterKey
    var accepted: Ballot
    var value: [UInt8]
}
