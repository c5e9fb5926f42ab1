import ArgumentParser
import FoundationEssentials
import GossipCore
import Membership

struct RecoverVotersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover-voters",
        abstract: "Go on without a majority of the voters that is lost for good.",
        discussion: """
            The last resort: it gives up votes that may be the only record of a number. First bring voters back, \
            each with its state directory; `doctor` says how many are missing.

            If they are lost for good: stop one node, best a voter that is left. Bring copies of the state \
            directories of the other voters that are left, taken while they were stopped, and name each with \
            --with. A copy of the state of any other node adds what its map holds. This command says who is given \
            up and what may be lost, asks, and founds a new lineage with this node as its first voter. Start the \
            node again as before. On every other node: stop it, run `member-agent adopt` with the new lineage, \
            and start it with --join. A lost node that returns after all is refused until it does the same.
            """)

    @Option(
        name: .customLong("with"),
        help: .init(
            "The state directory of another node that is left, or a copy. Repeatable.", valueName: "path"))
    var copies: [String] = []

    @Option(help: .init("The stopped node's state. [ROLLCALL_STATE_DIR]", valueName: "path"))
    var stateDir: String?

    @Flag(help: "Do not ask.")
    var yes = false

    func run() throws {
        try recover(environment: ProcessInfo.processInfo.environment) { readLine() }
    }

    /// - Parameter answer: reads a line of the operator's.
    func recover(environment: [String: String], answer: () -> String?) throws(Failure) {
        let flags: [Setting: String] = stateDir.map { [.stateDir: $0] } ?? [:]
        let settings = try RunSettings(
            SettingsReader(flags: flags, environment: environment), host: .current(environment: environment))
        let (directory, store) = try StoppedNode.open(settings.stateDirectory)
        guard let key = try NodeKey.read(path: directory.nodeKeyPath)?.signingKey,
            try store.owner() == key.id
        else { throw .failed("\(directory.nodeKeyPath) and state.sqlite beside it are not of one node.") }
        let own = try store.restore()
        var sources = [key.id: directory.path]
        var states = [VoterRecovery.State(owner: key.id, restored: own)]
        for path in copies {
            let (copied, store) = try StoppedNode.open(path)
            guard let owner = try store.owner(), sources.updateValue(copied.path, forKey: owner) == nil else {
                throw .usage("\(path) is the state of no node, or of one that is named already.")
            }
            states.append(.init(owner: owner, restored: try store.restore()))
        }
        let recovery = try Self.examine(states)
        let numbers = NumberRecovery(registers: recovery.registers, entries: recovery.entries)
        let report = RecoveryReport(
            recovery: recovery, numbers: numbers, own: key.id, sources: sources, members: own.members)
        for line in report.lines { print(line) }
        if !yes {
            print("Type recover to go on: ", terminator: "")
            guard answer() == "recover" else { throw .failed("Nothing was changed.") }
        }
        let lineage = Lineage(random: SecureRandom.bytes(16))
        try store.replace(with: recovery.founding(lineage, by: key, registers: numbers.registers))
        print("Done: lineage \(lineage). Start this node as before. On every other node: stop it, run")
        print("    member-agent adopt \(lineage)")
        print("and start it with --join and an address of this one.")
    }

    private static func examine(_ states: [VoterRecovery.State]) throws(Failure) -> VoterRecovery {
        let recovery: VoterRecovery
        do throws(VoterRecoveryError) {
            recovery = try VoterRecovery(states)
        } catch {
            switch error {
            case .noVoters: throw .failed("This state knows no voters: there is nothing to recover.")
            case .lineages: throw .failed("These states are of fleets that were founded apart: see adopt.")
            case .damaged(let node): throw .failed("The votes of node \(node) are damaged.")
            }
        }
        guard !recovery.mayGoOn else {
            throw .failed(
                "A majority of the voters is here: nothing is lost. Start these nodes, and they go on by themselves."
            )
        }
        return recovery
    }
}
