import GossipCore

/// INV-11: what is sent stays within the quotas: a leaky bucket for each host that fills with what it sends
/// and drains at both planes' rates, at the rate of its own probes, and by one answer for each datagram heard.
struct WithinQuotas {
    private let bytesPerSecond: Double
    /// A second of both planes, as much again for rounding and timers in one tick.
    private let burst: Double
    private var levels: [Double]
    private var times: [UInt64]

    /// A full datagram with its UDP and IPv4 headers.
    private static let datagram = Double(Limits.datagramBytesMax + 28)

    init(hosts: Int, timing: Timing, voting: VotingTiming) {
        let planes = Double(
            timing.coldBytesPerSecond + timing.hotBytesPerSecond + voting.bytesPerSecond)
        // A ping, its repetition, and two rounds of relays each period, and as many before a death; a dial.
        let probes = Double(4 + 4 * timing.indirectProbes) / timing.probePeriod.seconds
        let dials = 2 / timing.dialPeriod.seconds
        bytesPerSecond = planes + (probes + dials) * Self.datagram
        burst = 2 * planes
        levels = Array(repeating: 0, count: hosts)
        times = Array(repeating: 0, count: hosts)
    }

    mutating func received(_ host: Int) { levels[host] = max(0, levels[host] - Self.datagram) }

    mutating func sent(_ host: Int, bytes: Int, at time: UInt64) -> String? {
        let drained = Double(time - times[host]) / 1e9 * bytesPerSecond
        times[host] = time
        levels[host] = max(0, levels[host] - drained) + Double(bytes + 28)
        guard levels[host] > burst else { return nil }
        let over = Int(levels[host])
        levels[host] = 0
        return "host \(host) sent \(over) bytes beyond its rate of \(Int(bytesPerSecond)) a second"
    }
}
