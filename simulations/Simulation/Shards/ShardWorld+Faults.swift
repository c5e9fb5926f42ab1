import GossipCore
import Membership

// What a plan can do to hosts, bots and the network.
extension ShardWorld {
    enum Fault {
        case start(Int)
        case crash(Int)
        /// The host comes back as another node.
        case loseDisk(Int)
        /// Its clock runs on, so this is a suspend as well.
        case pause(Int, nanoseconds: UInt64, beforeSaying: Bool)
        /// Those in the set on one side; one way only, if so.
        case partition(Set<Int>, isOneWay: Bool)
        case healPartition
        /// Messages to a host are under way for so long in the mean.
        case slow(to: Int, milliseconds: Int)
        case opinion(of: Int, about: Int, isDead: Bool)
        case voters
        case startBot(Int)
        case killBot(Int)
        /// Its process moves to another host.
        case moveBot(Int, to: Int)
        case leaveBot(Int)
        case heal
    }

    mutating func perform(_ fault: Fault) {
        switch fault {
        case .start(let host): start(host)
        case .crash(let host): crash(host)
        case .loseDisk(let host):
            crash(host)
            if !voters.contains(hosts[host].id) {
                facts.count("disks lost")
                hosts[host].id = newID()
            }
        case .pause(let host, let nanoseconds, let beforeSaying):
            facts.count("pauses")
            suspect(host, isDead: true)
            if beforeSaying {
                hosts[host].pausesNext = nanoseconds
            } else {
                hosts[host].pausedUntil = max(hosts[host].pausedUntil, time + nanoseconds)
            }
        case .partition(let side, let isOneWay):
            facts.count("partitions")
            for from in 0..<hosts.count {
                for to in 0..<hosts.count where side.contains(from) && !side.contains(to) {
                    cuts[from * hosts.count + to] = true
                    if !isOneWay { cuts[to * hosts.count + from] = true }
                }
            }
        case .healPartition:
            for index in cuts.indices { cuts[index] = false }
        case .slow(let host, let milliseconds): slow[host] = milliseconds
        case .opinion(let host, let about, let isDead):
            handle(.member(hosts[about].id, isDead: isDead), at: host)
            if isDead, isUp(about) {
                facts.count("false suspicions")
                schedule(
                    .fault(.opinion(of: host, about: about, isDead: false)),
                    after: milliseconds(1_000..<20_000))
            }
        case .voters: changeVoters()
        case .startBot(let bot): startBot(bot)
        case .killBot(let bot): killBot(bot)
        case .moveBot(let bot, let host):
            killBot(bot)
            bots[bot].host = host
        case .leaveBot(let bot): bots[bot].isLeaving = true
        case .heal: heal()
        }
    }

    private mutating func changeVoters() {
        facts.count("voter changes")
        let living = hosts.filter { $0.shards != nil }.map(\.id)
        guard let new = living.isEmpty ? nil : living[random.below(living.count)], !voters.contains(new)
        else {
            return
        }
        voters[random.below(voters.count)] = new
        voters.sort()
        for host in hosts.indices { tellVoters(host) }
    }

    private mutating func heal() {
        isHealed = true
        for index in cuts.indices { cuts[index] = false }
        for host in hosts.indices {
            hosts[host].pausesNext = 0
            start(host)
        }
        // A voter that is no host any more is replaced.
        for (place, voter) in voters.enumerated() where !hosts.contains(where: { $0.id == voter }) {
            if let other = hosts.first(where: { !voters.contains($0.id) }) { voters[place] = other.id }
        }
        voters.sort()
        for host in hosts.indices {
            tellVoters(host)
            suspect(host, isDead: false)
        }
        for bot in bots.indices { startBot(bot) }
    }
}
