import GossipCore
import Membership

/// The running process of a host. A class, so that the roster is read and changed where it lies: copies of it
/// cost more than most datagrams. Each belongs to one host of one world alone.
final class Process {
    var roster: Roster

    init(_ roster: Roster) { self.roster = roster }

    var nextDeadline: Instant? { Self.nextDeadline(of: &roster) }

    /// Exclusive access spares the copy that reading a property of a class would make; it took a tenth of
    /// all time.
    @inline(never)
    private static func nextDeadline(of roster: inout Roster) -> Instant? { roster.nextDeadline }
}
