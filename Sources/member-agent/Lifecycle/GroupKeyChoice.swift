import GossipCore

extension RunSettings.GroupKeySource {
    /// Reads the keys, or makes the state directory's own.
    /// - Parameter isJoining: a key made now could not be that of the fleet to join.
    func keys(in directory: StateDirectory, isJoining: Bool) throws(Failure) -> [GroupKey] {
        switch self {
        case .text(let text, let name):
            return try GroupKeys.parse(Array(text.utf8), name: name)
        case .file(let path):
            return try GroupKeys.read(path: path)
        case .stateDirectory:
            let path = directory.groupKeyPath
            if FileAccess.exists(path) { return try GroupKeys.read(path: path) }
            if isJoining {
                throw .failed(
                    "Joining a fleet needs its group key; set ROLLCALL_GROUP_KEY_FILE to a file that holds it."
                )
            }
            do {
                try FileAccess.writeSecret(GroupKeys.make() + [UInt8(ascii: "\n")], to: path)
            } catch {
                throw .failed("The group key \(path) cannot be written: \(error).")
            }
            return try GroupKeys.read(path: path)
        }
    }
}
