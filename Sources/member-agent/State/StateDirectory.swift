/// Everything that a node keeps between runs, in one directory that one process holds at a time
/// (CONTRACT.md, Files and ports).
final class StateDirectory: Sendable {
    let path: String
    private let lock: Int32

    var nodeKeyPath: String { path + "/node.key" }
    var groupKeyPath: String { path + "/gossip.key" }
    var databasePath: String { path + "/state.sqlite" }

    /// Makes the directory where it is missing, closes it to others, and takes its lock.
    init(path: String) throws(Failure) {
        self.path = path
        do {
            try FileAccess.makeDirectory(path)
            if FileAccess.mode(path) != 0o700 { try FileAccess.setMode(0o700, of: path) }
        } catch {
            throw .failed("The state directory \(path) cannot be used: \(error). Set --state-dir.")
        }
        let taken: Int32?
        do {
            taken = try FileAccess.lock(path + "/lock")
        } catch {
            throw .failed("The state directory \(path) cannot be written: \(error). Set --state-dir.")
        }
        guard let taken else {
            throw .failed(
                "Another member-agent uses the state directory \(path); stop it, or set --state-dir.")
        }
        lock = taken
    }

    deinit { FileAccess.unlock(lock) }
}
