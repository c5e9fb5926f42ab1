/// What the voters of one epoch and those of the next say to each other; `VotingMessage+Layout.swift` has
/// the bytes. Each is signed by its sender, who must be a voter, except the last two.
package enum VotingMessage: Hashable, Sendable {
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

package struct PromiseItem: Hashable, Sendable {
    package var key: RegisterKey
    package var promise: Acceptor.Promise

    package init(key: RegisterKey, promise: Acceptor.Promise) {
        self.key = key
        self.promise = promise
    }
}

package struct AcceptItem: Hashable, Sendable {
    package var key: RegisterKey
    package var value: [UInt8]

    package init(key: RegisterKey, value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

package struct AcceptanceItem: Hashable, Sendable {
    package var key: RegisterKey
    package var acceptance: Acceptor.Acceptance

    package init(key: RegisterKey, acceptance: Acceptor.Acceptance) {
        self.key = key
        self.acceptance = acceptance
    }
}

/// A register of a sealed epoch, as it goes to the next one.
package struct PageItem: Hashable, Sendable {
    var key: RegisterKey
    var accepted: Ballot
    var value: [UInt8]
}
