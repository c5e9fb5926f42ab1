import GossipCore
import Membership

extension World {
    mutating func perform(_ action: Action) {
        trace.record(.acted, at: time, host: -1, number: UInt64(queue.count))
        trace.note("action \(action)", at: time)
        switch action {
        case .start(let host): start(host)
        case .crash(let host): crash(host)
        case .pause(let host, let span): pause(host, for: span)
        case .slow(let host, let span):
            checkers.faulted()
            if span > .zero { hosts[host].hasSuffered = true }
            hosts[host].slowness = UInt64(span.nanoseconds)
        case .leave(let host): leave(host)
        case .rekey(let host, let isForeign):
            checkers.faulted()
            hosts[host].hasForeignKey = isForeign
        case .attack(let host, let kind, let count): attack(host, with: kind, count: count)
        case .forget(let host, let by): forget(host, by: by)
        case .move(let host): move(host)
        case .stepWall(let host, let milliseconds):
            facts.clockSteps += 1
            if milliseconds.magnitude > 30 * 86_400_000 { facts.clockYears += 1 }
            hosts[host].clock.wallOffset += milliseconds
        case .backUp, .loseState, .loseIdentity, .rollBack, .copyState: performOnDisk(action)
        case .lose, .conditions, .partition, .heal: performOnNetwork(action)
        case .addBot(let identity, let fleet, let home): addBot(identity: identity, fleet: fleet, home: home)
        case .moveBot(let bot, let home): if bots.indices.contains(bot) { bots[bot].home = home }
        case .stopBot(let bot): stopBot(bot)
        case .startBot(let bot): startBot(bot)
        }
    }

    private mutating func performOnDisk(_ action: Action) {
        switch action {
        case .backUp(let host): hosts[host].disk.takeBackup()
        case .loseState(let host):
            guard !hosts[host].isUp else { return }
            facts.disksLost += 1
            hosts[host].disk.lose()
            checkers.diskLost(host)
        case .loseIdentity(let host):
            guard !hosts[host].isUp else { return }
            facts.disksLost += 1
            hosts[host].disk.lose()
            hosts[host].key = Self.key(from: &random)
            hosts[host].claimed = Incarnation(0)
            hosts[host].clones = nil
            hostOfID[hosts[host].id] = host
            tally.replaced(host)
            checkers.diskLost(host)
        case .copyState(let from, let to):
            guard !hosts[to].isUp, from != to else { return }
            facts.clones += 1
            hosts[to].disk = hosts[from].disk.copy
            hosts[to].key = hosts[from].key
            hosts[to].clones = from
            tally.replaced(to)
            checkers.diskLost(to)
            checkers.faulted()
        case .rollBack(let host):
            guard !hosts[host].isUp else { return }
            facts.disksRolledBack += 1
            hosts[host].disk.rollBack()
            checkers.diskLost(host)
        default: break
        }
    }

    private mutating func performOnNetwork(_ action: Action) {
        if options.mutant != .losesSecretly { checkers.faulted() }
        switch action {
        case .lose(let host, let out, let into):
            if out > 0 || into > 0 { hosts[host].hasSuffered = true }
            hosts[host].lossOut = Network.threshold(out)
            hosts[host].lossIn = Network.threshold(into)
        case .conditions(let conditions): network.conditions = conditions
        case .partition(let sides, let blocked):
            network.unblockAll()
            for (host, side) in zip(hosts.indices, sides) { hosts[host].side = side & 7 }
            for link in blocked { network.block(from: link.from & 7, to: link.to & 7) }
        case .heal: network.unblockAll()
        default: break
        }
    }

    private mutating func leave(_ host: Int) {
        guard hosts[host].isHealthy else { return }
        facts.leaves += 1
        hosts[host].hasLeft = true
        input(.leave, to: host)
    }

    private mutating func forget(_ host: Int, by: Int) {
        guard hosts[by].isHealthy else { return }
        facts.forgets += 1
        input(.forget(RequestID(.max), name: hosts[host].name), to: by)
    }

    private mutating func move(_ host: Int) {
        crash(host)
        facts.addressChanges += 1
        hosts[host].address.port += 1
        start(host)
    }
}
