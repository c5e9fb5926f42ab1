import ArgumentParser
import GossipCore

/// Measures what a datagram costs the core, beside what it costs libsodium alone.
///
/// Method
/// - The datagram is a ping of `bytes` bytes that carries its sender's record, as news travels in a ping's
///   spare room. The node holds `members` members, and knows the sender and its record already.
/// - Stages: `sealed` builds the records and seals them in place; `opened` checks size, version, hint, tag
///   and replay window; `decoded` is opened and every record decoded; `handled` is `Node.handle` of the
///   ping, its ack built and sealed included. `libsodium` seals and opens as many bytes with one call
///   each of XChaCha20-Poly1305, without framing, decoding or window; `handled` is held against one open of
///   the ping and one seal of the ack, which is the smaller of the two.
/// - A round runs every stage once over a batch of 1,000 fresh datagrams, so that all stages see the same
///   state of the machine. Time is the thread's processor time, so that other processes count less; each
///   figure is the median over the rounds, after one tenth of the rounds as warm-up.
/// - Run in release: `scripts/bench-core`.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures what a datagram costs the core.")

    @Option(help: "Rounds that count.")
    var rounds = 200

    @Option(help: "Size of the ping on the wire, 160 to 280.")
    var bytes = 200

    @Option(help: "Members that the node holds.")
    var members = 100

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds must be at least 1") }
        guard Fixture.sizes.contains(bytes) else {
            throw ValidationError(
                "--bytes must be \(Fixture.sizes.lowerBound) to \(Fixture.sizes.upperBound)")
        }
        guard members > 0 else { throw ValidationError("--members must be at least 1") }
    }

    mutating func run() throws {
        var fixture = Fixture(bytes: bytes, members: members)
        var samples = Stage.allCases.map { _ in [Double]() }
        let warmUp = rounds / 10 + 1
        for round in 0..<(warmUp + rounds) {
            for stage in Stage.allCases {
                let nanoseconds = fixture.run(stage)
                if round >= warmUp { samples[stage.rawValue].append(nanoseconds) }
            }
        }
        let medians = samples.map { $0.sorted()[$0.count / 2] }
        print(Table.of(medians, bytes: fixture.pingBytes, ackBytes: fixture.ackBytes, members: members))
    }
}
