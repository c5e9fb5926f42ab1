import GossipCore
import Membership

extension World {
    mutating func persist(_ request: PersistRequest, on index: Int) {
        if case .incarnation(let incarnation) = request.change {
            claim(incarnation, by: index)
        }
        if !options.keepsDisks, request.token == nil { return }
        hosts[index].disk.enqueue(request)
        if hosts[index].disk.isResting { beginCommit(index) }
    }

    mutating func endCommit(_ index: Int, boot: Int32) {
        guard hosts[index].isUp, hosts[index].boots == boot else { return }
        let tokens = hosts[index].disk.endCommit()
        trace.record(.committed, at: time, host: index, number: UInt64(tokens.count))
        if hosts[index].disk.hasWaiting { beginCommit(index) }
        // The disk works on while a process stands still, but only the process can be told.
        for token in tokens { input(.gossip(.persisted(token)), to: index) }
    }

    /// What nobody waits for is gathered for a quarter of a second; the rest is written at once.
    private mutating func beginCommit(_ index: Int) {
        hosts[index].disk.beginCommit()
        let unit = Int(options.commitTime.nanoseconds)
        let span = unit + random.below(unit + 1)
        queue.schedule(
            .commit(host: Int32(index), boot: hosts[index].boots), at: time + UInt64(span))
    }
}
