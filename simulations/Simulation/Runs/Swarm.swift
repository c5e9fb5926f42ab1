import GossipCore
import Membership

/// Draws a run from a seed: which faults, how strong, what size, what load (swarm testing, Groce et al. 2012:
/// each run leaves most features out, so that the others show).
public enum Swarm {
    /// True seconds of the phase with faults.
    static let faultSeconds = 90

    public static func run(seed: UInt64) -> Run {
        var draw = Draw(seed: seed)
        var options = Options(seed: seed, hosts: draw.size())
        options.conditions = draw.conditions()
        options.driftPartsPerMillionMax = draw.chance(3) ? 200 : 50
        options.timing = draw.chance(4) ? .local : .lan
        options.settings.heartbeatInterval = .seconds(5)
        options.signsForReal = seed % 10 == 0
        let bots = draw.bots(options.hosts)
        var steps = draw.starts(options.hosts) + bots
        steps += draw.faults(options.hosts).filter { $0.at < .seconds(faultSeconds) }
        steps += Swarm.peace(options, bots: bots.count)
        let end = Instant.Span.seconds(faultSeconds + 1)
        return Run(
            title: "seed \(seed)", options: options, steps: steps, faultsEnd: end, bound: .seconds(10))
    }

    /// Ends every fault: a clean network, all processes running, and bots that no longer say anything new.
    private static func peace(_ options: Options, bots: Int) -> [Step] {
        let end = Instant.Span.seconds(faultSeconds)
        var clean = options.conditions
        (clean.loss, clean.corruption, clean.truncation) = (0, 0, 0)
        (clean.reordering, clean.duplication, clean.replay) = (0, 0, 0)
        var steps = [Step(end, .heal), Step(end, .conditions(clean))]
        steps += (0..<bots).map { Step(end + .seconds(1), .stopBot($0)) }
        for host in 0..<options.hosts {
            steps.append(Step(end, .lose(host, out: 0, into: 0)))
            steps.append(Step(end, .slow(host, by: .zero)))
            // Pauses have ended by then: they begin by 75 s and take up to 15.2 s.
            steps.append(Step(end + .seconds(1), .start(host)))
        }
        return steps
    }
}
