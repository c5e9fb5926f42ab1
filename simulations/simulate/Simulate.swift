import ArgumentParser
import Simulation

/// `simulate`: the fleet in virtual time.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs the real protocol in virtual time, under faults drawn from seeds.",
        discussion: "Exit 1 on any violation; each is printed with the command that replays it.")

    @Flag(help: "With --seeds or --seed: the voters alone, with every fault of theirs.")
    var voting = false

    @Flag(help: "With --seeds or --seed: shards and their bots, with every fault of theirs.")
    var shards = false

    @Option(help: "With --voting or --shards: break this rule on purpose, to see that the checkers notice.")
    var breaking: String?

    @Option(help: "With --voting: play this story alone, without a storm after it.")
    var story: String?

    @Option(help: "Run a swarm of this many seeds.")
    var seeds: Int?

    @Option(help: "The first seed of the swarm.")
    var from: UInt64 = 1

    @Option(help: "Run one seed, of the swarm or of --scenario.")
    var seed: UInt64?

    @Option(help: "Write the whole story of one run to this file.")
    var trace: String?

    @Option(help: "Run a named scenario; 'all' runs each, 'list' lists them.")
    var scenario: String?

    @Option(help: "Hosts of the scenario; with --scale, a size to measure besides the usual ones.")
    var nodes: Int?

    @Flag(help: "Measure detection, joins and cost at several sizes.")
    var scale = false

    @Option(help: "Write the tables and plots of --scale into this folder.")
    var output: String?

    func validate() throws {
        let modes = [seeds != nil, seed != nil && scenario == nil, scenario != nil, scale].filter(\.self)
        guard modes.count == 1 else {
            throw ValidationError("Say one of --seeds, --seed, --scenario and --scale.")
        }
        if voting || shards, voting == shards || seeds == nil && (seed == nil || scenario != nil) {
            throw ValidationError("--voting or --shards goes with --seeds or --seed.")
        }
        let rules = voting ? VotingSwarm.rules : shards ? ShardSwarm.rules : []
        if let breaking, !rules.contains(breaking) {
            throw ValidationError(
                "--breaking goes with --voting or --shards and knows \(rules.joined(separator: ", ")).")
        }
        if let story, !voting || !VotingSwarm.stories.contains(story) {
            let stories = VotingSwarm.stories.joined(separator: ", ")
            throw ValidationError("--story goes with --voting and knows \(stories).")
        }
        if let seeds, seeds < 1 { throw ValidationError("--seeds takes a number from 1.") }
        if let nodes, nodes < 5 { throw ValidationError("--nodes takes a number from 5.") }
        if let scenario, !["all", "list"].contains(scenario), Scenario.named(scenario) == nil {
            let names = Scenario.all.map(\.name).joined(separator: ", ")
            throw ValidationError("--scenario knows \(names).")
        }
    }

    func run() throws {
        let failed: Int
        if let seeds {
            failed = voting ? votingSwarm(seeds) : shards ? shardSwarm(seeds) : swarm(seeds)
        } else if let scenario {
            failed = try stories(scenario)
        } else if let seed {
            failed = try one(seed)
        } else {
            try study()
            failed = 0
        }
        if failed > 0 { throw ExitCode(1) }
    }

    private func one(_ seed: UInt64) throws -> Int {
        if voting { return try votingSeed(seed) }
        if shards { return try shardSeed(seed) }
        return try show(Swarm.run(seed: seed), replay: "--seed \(seed)")
    }
}
