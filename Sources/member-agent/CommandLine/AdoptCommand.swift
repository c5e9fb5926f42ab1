import ArgumentParser
import FoundationEssentials
import GossipCore
import Membership

struct AdoptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Give up this node's fleet for another one that it met, founded apart.",
        discussion: """
            Two fleets that were founded apart share nothing, and `doctor` on both sides shows the other's \
            lineage. Choose whose numbers stand. On every node of the other fleet: stop the node, run this \
            with the lineage that stays, and start the node again with --join. Do it on all of them, since a \
            node that goes on keeps its side alive.

            What is lost: all that the given-up fleet decided. Its clusters register again, and get new \
            numbers. The node keeps its name, its id, and the addresses of members.
            """)

    @Argument(help: "The lineage that stays: 32 hexadecimal digits, as `doctor` shows it.")
    var lineage: String

    @Option(help: .init("The stopped node's state. [ROLLCALL_STATE_DIR]", valueName: "path"))
    var stateDir: String?

    @Flag(help: "Do not ask.")
    var yes = false

    func run() throws {
        try adopt(environment: ProcessInfo.processInfo.environment)
    }

    func adopt(environment: [String: String]) throws(Failure) {
        guard let lineage = Lineage(lineage) else {
            throw .usage("\(lineage) is no lineage: it has 32 hexadecimal digits, as `doctor` shows it.")
        }
        let flags: [Setting: String] = stateDir.map { [.stateDir: $0] } ?? [:]
        let settings = try RunSettings(
            SettingsReader(flags: flags, environment: environment), host: .current(environment: environment))
        let (directory, store) = try StoppedNode.open(settings.stateDirectory)
        let fleets = NumberRecovery(registers: [:], entries: try store.restore().entries).fleets
        let numbers = fleets.reduce(0) { $0 + $1.known }
        let registrations = fleets.reduce(0) { $0 + $1.registered }
        print(
            "\(directory.path) gives up \(registrations) registrations and \(numbers) numbers, and every vote "
                + "of this node, for the fleet of lineage \(lineage).")
        if !yes {
            print("Type yes to go on: ", terminator: "")
            guard readLine() == "yes" else { throw .failed("Nothing was changed.") }
        }
        try store.adopt(lineage)
        print("Done. Start the node again with --join and an address of that fleet.")
    }
}
