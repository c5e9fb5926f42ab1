/// A rule that a test breaks on purpose, to show that the checkers notice. Production code sets none.
package enum BrokenShardRule: String, CaseIterable, Sendable {
    /// A lease that covers the sidecar, but not the promise that the bot runs on with.
    case promiseNotCovered
    /// A home counts its right from the answer instead of from before it asked.
    case countsFromAnswer
    /// A voter that starts takes what it never saw for long over.
    case forgetsWhatToWaitFor
    /// A voter waits as long as its own setting says, though the home has a longer one.
    case waitsForItsOwnTerm
    /// What the failure detector calls dead is over at once.
    case releasesOnSuspicion
    /// A session is adopted while its former home may still renew.
    case adoptsWithoutClosing
    /// An adopted session is freed with its new home, though its former one may have promised later.
    case forgetsFormerHome
    /// A home that was fenced goes on with its sessions.
    case ignoresFence
    /// A home that stood still believes that bots still wait for what they asked before.
    case trustsLateRequests
    /// What a voter saw once passes for what stands, and so it may become a 404.
    case believesWhatWasSeen
    /// A new owner of the pace gives a permit at once.
    case pacesAtOnce
}
