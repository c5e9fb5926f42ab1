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
            let slot = fly(
                old.bytes[...], from: old.from, to: Int(old.to), port: hosts[Int(old.to)].address.port,
                .replayed)
            pool[slot].heardBy = old.boot
        }
    }

    @discardableResult
    mutating func fly(
        _ bytes: ArraySlice<UInt8>, from: Address, to target: Int, port: UInt16,
        _ tampering: DatagramPool.Tampering
    ) -> Int32 {
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
        return slot
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
        if pool[slot].tampering == .none {
            let boot = hosts[target].boots
            network.record(pool[slot].bytes[...], from: pool[slot].from, to: Int32(target), boot: boot)
        }
        open(slot, at: target)
        pool.release(slot)
    }

    /// Hands a datagram to its receiver, and checks that one which must change nothing does not.
    private mutating func open(_ slot: Int32, at target: Int) {
        var tampering = pool[slot].tampering
        if options.mutant == .freshIsReplay, tampering == .none {
            (tampering, pool[slot].heardBy) = (.replayed, hosts[target].boots)
        }
        let isCheckable = tampering != .replayed || pool[slot].heardBy == hosts[target].boots
        let isChecked = isCheckable && checkers.wantsState(of: tampering)
        // What the time alone changes shall not be held against the datagram: an empty one lets it pass.
        var nothing: [UInt8] = []
        if isChecked { hand(to: target, &nothing, from: pool[slot].from) }
        let before = isChecked ? StateDigest(of: hosts[target]) : nil
        // The node opens the datagram where it lies; the bytes are taken out of the slot while it does.
        var bytes: [UInt8] = []
        swap(&bytes, &pool[slot].bytes)
        hand(to: target, &bytes, from: pool[slot].from)
        swap(&bytes, &pool[slot].bytes)
        guard isChecked else { return }
        let after = StateDigest(of: hosts[target])
        checkers.injected(tampering, into: target, before: before, after: after, at: time)
    }

    private mutating func hand(to target: Int, _ bytes: inout [UInt8], from: Address) {
        bytes.withUnsafeMutableBytes { input(.gossip(.datagram($0, from: from)), to: target) }
    }

    private mutating func drop(_ from: Int, _ to: Int, counting count: WritableKeyPath<Facts, UInt64>) {
        facts[keyPath: count] += 1
        trace.record(.dropped, at: time, host: to, other: from)
    }
}
