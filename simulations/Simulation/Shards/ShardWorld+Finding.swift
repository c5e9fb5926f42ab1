import GossipCore
import Membership

// How nodes find the homes of sessions (docs/shards.md, Finding the home).
extension ShardWorld {
    /// Counts what voters say that they saw, and how much of it was true when they said it.
    mutating func watchWord(_ bytes: [UInt8], isLost: Bool) {
        guard let message = ShardMessage(encoded: bytes) else { return }
        switch message {
        case .find: facts.count("finds")
        case .seen(_, _, _, let slot):
            facts.count("seen")
            if isLost { facts.count("seen, cut off") }
            if standing(slot.session) != slot { facts.count("seen, and stale") }
        default: break
        }
    }

    /// A bot is told 404. That must not come of what a voter saw once.
    mutating func watchDenial(of bot: Int, _ request: UInt64, by host: Int) {
        guard case .running = bots[bot].state, bots[bot].request == request, let session = bots[bot].session,
            let slot = standing(session),
            let home = hosts.firstIndex(where: { $0.id == slot.home }), let shards = hosts[home].shards,
            shards.sessions.contains(session)
        else { return }
        if hosts[host].shards?.isOver(session, at: hosts[host].clock.monotonic(at: time)) == true {
            return facts.count("404 while another home has it")
        }
        checker.denies(bot, by: host, at: time)
    }

    private func standing(_ session: SessionID) -> ShardSlot? {
        let key = ShardRegisters.block(ShardBlock.index(of: session.shard), of: application)
        guard let slot = ShardBlock(registers[key])?[session.shard], slot.session == session, !slot.isReleased
        else { return nil }
        return slot
    }
}
