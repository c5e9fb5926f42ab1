/// The state of a node that does not run, for the commands that change it by hand.
enum StoppedNode {
    /// - Throws: where there is no state, or its node runs: the directory has a lock.
    static func open(_ path: String) throws(Failure) -> (StateDirectory, Store) {
        guard FileAccess.exists(path + "/state.sqlite") else {
            throw .failed("There is no node's state in \(path); set --state-dir.")
        }
        let directory = try StateDirectory(path: path)
        return (directory, try Store(path: directory.databasePath))
    }
}
