import GossipCore
import Membership

/// The virtual network at work.
extension World {
    mutating func send(_ bytes: ArraySlice<UInt8>, from index: Int, to address: Address) {
        facts.sent += 1
        facts.sentBytes += UInt64(bytes.count) + 28
        for _ in 0..<(options.mutant == .countsHundredfold ? 100 : 1) {
            checkers.sent(index, bytes: tamperedSize(bytes.count), at: time)
        }
        let target = host(at: address) ?? -1
        trace.record(.sent, at: time, host: index, other: target, number: Trace.digest(of: bytes))
        guard target >= 0 else { return drop(index, target, counting: \.unheard) }
        if network.isBlocked(from: hosts[index].side, to: hosts[target].side) {
            return drop(index, target, counting: \.blocked)
        }
        let isLost =
            network.happens(network.thresholds.loss) || network.happens(hosts[index].lossOut)
            || network.happens(hosts[target].lossIn)
        if isLost { return drop(index, target, counting: \.lost) }
        let from = hosts[index].address
        fly(bytes, from: from, to: target, port: address.port, .none)
        if network.happens(network.thresholds.duplication) {
            facts.duplicated += 1
            fly(bytes, from: from, to: target, port: address.port, .duplicated)
        }
        if network.happens(network.thresholds.replay), let old = network.recording() {
            facts.replayed += 1
            let receiver = Int(old.to)
            // A second hearing by the same boot must change nothing; another boot has no memory of it.
            let tampering: DatagramPool.Tampering = hosts[receiver].boots == old.boot ? .replayed : .none
            fly(old.bytes[...], from: old.from, to: receiver, port: hosts[receiver].address.port, tampering)
        }
    }

    private mutating func fly(
        _ bytes: ArraySlice<UInt8>, from: Address, to target: Int, port: UInt16,
        _ tampering: DatagramPool.Tampering
    ) {
        let slot = pool.add(bytes, from: from, to: Int32(target), port: port)
        pool[slot].tampering = tampering
        if network.happens(network.thresholds.corruption) {
            facts.corrupted += 1
            let position = network.below(bytes.count)
            pool[slot].bytes[position] ^= UInt8(1 << network.below(8))
            pool[slot].tampering = .corrupted
        } else if network.happens(network.thresholds.truncation) {
            facts.truncated += 1
            pool[slot].bytes.removeLast(1 + network.below(bytes.count))
            pool[slot].tampering = .truncated
        }
        queue.schedule(.delivery(slot: slot), at: time + network.delay() + hosts[target].slowness)
    }

    mutating func deliver(_ slot: Int32) {
        let target = Int(pool[slot].to)
        guard hosts[target].isUp, hosts[target].address.port == pool[slot].port else {
            pool.release(slot)
            return drop(-1, target, counting: \.unheard)
        }
        if hosts[target].isPaused {
            guard hosts[target].backlog.count < Host.backlogMax else {
                pool.release(slot)
                return drop(-1, target, counting: \.overflowed)
            }
            hosts[target].backlog.append(slot)
            return
        }
        facts.delivered += 1
        trace.record(.delivered, at: time, host: target, number: UInt64(pool[slot].bytes.count))
        checkers.received(target)
        var tampering = pool[slot].tampering
        if tampering == .none {
            let boot = hosts[target].boots
            network.record(pool[slot].bytes[...], from: pool[slot].from, to: Int32(target), boot: boot)
            if options.mutant == .freshIsReplay { tampering = .replayed }
        }
        let before = checkers.wantsState(of: tampering) ? StateDigest(of: hosts[target]) : nil
        let from = pool[slot].from
        // The node opens the datagram where it lies; the slot is taken out while it does.
        var bytes: [UInt8] = []
        swap(&bytes, &pool[slot].bytes)
        bytes.withUnsafeMutableBytes { input(.gossip(.datagram($0, from: from)), to: target) }
        swap(&bytes, &pool[slot].bytes)
        pool.release(slot)
        if let before {
            checkers.injected(
                tampering, into: target, before: before, after: StateDigest(of: hosts[target]), at: time)
        }
    }

    private mutating func drop(_ from: Int, _ to: Int, counting count: WritableKeyPath<Facts, UInt64>) {
        facts[keyPath: count] += 1
        trace.record(.dropped, at: time, host: to, other: from)
    }
}
