import GossipCore

/// Who this node is: its key and its store, which belong together. Losing one of the two must not
/// pass for a first start, because the other would then vouch for promises that are gone.
struct NodeIdentity {
    var key: SigningKey
    /// Higher than any that this node used before, and on the disk.
    var incarnation: Incarnation
    var restored: Restored

    var id: NodeID { key.id }

    /// Makes key and store at the first start, the store first: a crash between the two leaves a
    /// store without an owner, which the next start completes.
    static func open(_ directory: StateDirectory) throws(Failure) -> (NodeIdentity, Store) {
        let found = try NodeKey.read(path: directory.nodeKeyPath)
        if found != nil && !FileAccess.exists(directory.databasePath) {
            throw .failed(
                "\(directory.databasePath) is missing beside node.key. Restore it from a backup, or move the "
                    + "whole state directory away to come back as a new node.")
        }
        let store = try Store(path: directory.databasePath, mayBeNew: found == nil)
        let owner = try store.owner()
        let key: NodeKey
        if let found {
            key = found
        } else if owner != nil {
            throw .failed(
                "\(directory.nodeKeyPath) is missing beside state.sqlite. Restore it from a backup, or move the "
                    + "whole state directory away to come back as a new node.")
        } else {
            key = try NodeKey.make(path: directory.nodeKeyPath)
        }
        let id = key.id
        if let owner {
            guard owner == id else {
                throw .failed(
                    "\(directory.databasePath) belongs to node \(owner), and node.key is of node \(id); "
                        + "the two must come from one backup.")
            }
        } else {
            try store.setOwner(id)
        }
        let restored = try store.restore()
        do throws(VotingRestoreError) {
            try restored.check()
        } catch {
            throw .failed(
                "\(directory.databasePath) is damaged (\(error)). Restore it from a backup, or move the whole "
                    + "state directory away to come back as a new node.")
        }
        let incarnation = try store.raiseIncarnation()
        return (NodeIdentity(key: key.signingKey, incarnation: incarnation, restored: restored), store)
    }
}
