import GossipCore
import Membership

extension World {
    /// Starts a bot that lives at `home` from now on.
    /// - Returns: its index.
    @discardableResult
    public mutating func addBot(identity: String, fleet: String, home: Int) -> Int {
        bots.append(Bot(identity: identity, fleet: fleet, home: home))
        startBot(bots.count - 1)
        return bots.count - 1
    }

    mutating func startBot(_ index: Int) {
        guard bots.indices.contains(index), !bots[index].isRunning else { return }
        bots[index].isRunning = true
        bots[index].isRegistered = false
        scheduleTurn(ofBot: index, after: UInt64(random.below(50_000_000)))
    }

    mutating func stopBot(_ index: Int) {
        guard bots.indices.contains(index) else { return }
        bots[index].isRunning = false
        bots[index].attempt += 1
    }

    mutating func turn(ofBot index: Int, attempt: Int32) {
        guard bots[index].attempt == attempt, bots[index].isRunning else { return }
        let bot = bots[index]
        let interval = UInt64(options.settings.heartbeatInterval.nanoseconds)
        guard hosts[bot.home].isHealthy else {
            // Connection refused, or no answer: try again.
            return scheduleTurn(ofBot: index, after: 2_000_000_000 + UInt64(random.below(1_000_000_000)))
        }
        bots[index].requests += 1
        let request = RequestID(UInt64(index) << 32 | UInt64(bots[index].requests))
        if bot.isRegistered {
            facts.beats += 1
            scheduleTurn(ofBot: index, after: interval)
            var digest = SnapshotDigest()
            digest.guilds = Double(random.below(1_000))
            digest.latencySeconds = Double(random.below(100)) / 1_000
            input(.heartbeat(request, identity: bot.identity, lease: bot.lease, digest: digest), to: bot.home)
        } else {
            facts.registrations += 1
            scheduleTurn(ofBot: index, after: 5_000_000_000)
            let registration = Registration(
                identity: bot.identity, fleet: bot.fleet, version: "1", scrapeTarget: "", lease: bot.lease)
            input(.register(request, registration, secret: leaseSecret()), to: bot.home)
        }
    }

    mutating func receive(_ answer: Answer, to request: RequestID, from host: Int) {
        let index = Int(request.number >> 32)
        guard bots.indices.contains(index), bots[index].isRunning else { return }
        trace.record(.answered, at: time, host: host, other: index, number: request.number & 0xFFFF_FFFF)
        trace.note("host \(host) answers bot \(index): \(answer)", at: time)
        switch answer {
        case .register(.numbered(let number, let lease)):
            facts.numbersTold += 1
            bots[index].isRegistered = true
            bots[index].lease = lease
            bots[index].number = number
            checkers.numbered(bots[index], tamper(with: number), by: host, at: time)
        case .register(.pending(let lease)):
            checkers.pending(bots[index])
            bots[index].isRegistered = true
            bots[index].lease = lease
        case .register: break
        case .heartbeat(.accepted): break
        case .heartbeat:
            facts.beatsUnknown += 1
            bots[index].isRegistered = false
            scheduleTurn(ofBot: index, after: 10_000_000)
        case .forget, .shard: break
        }
    }

    private mutating func leaseSecret() -> LeaseSecret {
        var bytes: [UInt8] = []
        while bytes.count < LeaseSecret.byteCount {
            withUnsafeBytes(of: random.next().littleEndian) { bytes += $0 }
        }
        return LeaseSecret(random: bytes)
    }

    private mutating func scheduleTurn(ofBot index: Int, after span: UInt64) {
        bots[index].attempt += 1
        queue.schedule(.bot(index: Int32(index), attempt: bots[index].attempt), at: time + span)
    }
}
