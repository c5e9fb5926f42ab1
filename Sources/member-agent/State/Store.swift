import CSQLite
import GossipCore

/// The durable state of a node in SQLite: its incarnation, the entries of the cold plane, and the
/// last known members. One commit is one fsync of the write-ahead log; nothing is promised before it.
///
/// Synchronous, and for one thread at a time: `StoreWriter` gives it a thread of its own.
final class Store {
    private let path: String
    private let database: SQLiteDatabase
    private let putEntry: SQLiteStatement
    private let putMember: SQLiteStatement
    private let removeMember: SQLiteStatement
    private let putIncarnation: SQLiteStatement
    private let putRow: SQLiteStatement
    private let removeRow: SQLiteStatement

    /// Opens the file, or makes it, and looks through all of it: a damaged one is refused, because a
    /// node that started anew would hand out again what it had promised.
    /// - Parameter mayBeNew: false where a store was here before, so that an empty file is a loss.
    init(path: String, mayBeNew: Bool = true) throws(Failure) {
        self.path = path
        let database: SQLiteDatabase
        let isNew: Bool
        do throws(SQLiteError) {
            database = try SQLiteDatabase(path: path)
            try database.execute("PRAGMA busy_timeout = 2000")
            isNew = try Self.number(database, "SELECT count(*) FROM sqlite_schema") == 0
        } catch {
            throw Self.failure(error, path: path)
        }
        guard mayBeNew || !isNew else {
            throw .failed(
                "\(path) is empty beside node.key. Restore it from a backup, with the file state.sqlite-wal of "
                    + "the same moment, or move the whole state directory away to come back as a new node.")
        }
        do throws(SQLiteError) {
            // The order matters: the journal mode is what first reads the file's header.
            try database.execute("PRAGMA journal_mode = WAL")
            try database.execute("PRAGMA synchronous = FULL")
            try database.execute("PRAGMA cache_size = -512")
            if isNew {
                try database.transaction { () throws(SQLiteError) in
                    try database.execute("PRAGMA application_id = \(StoreSchema.applicationID)")
                    try database.execute(StoreSchema.create)
                    try database.execute(StoreSchema.addVoting)
                }
            }
        } catch {
            throw Self.failure(error, path: path)
        }
        try Self.check(database, path: path)
        self.database = database
        do throws(SQLiteError) {
            putEntry = try database.prepare(StoreSchema.putEntry)
            putMember = try database.prepare(StoreSchema.putMember)
            removeMember = try database.prepare(StoreSchema.removeMember)
            putIncarnation = try database.prepare(StoreSchema.putIncarnation)
            putRow = try database.prepare(StoreSchema.putRow)
            removeRow = try database.prepare(StoreSchema.removeRow)
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    /// Commits all requests in one transaction, in their order, or none.
    func apply(_ requests: some Sequence<PersistRequest>) throws(SQLiteError) {
        try database.transaction { () throws(SQLiteError) in
            for request in requests { try write(request.change) }
        }
    }

    /// Everything that a node wants back at its start.
    func restore() throws(Failure) -> Restored {
        do throws(SQLiteError) {
            return Restored(entries: try entries(), members: try members(), rows: try rows())
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    /// The highest incarnation that this node used.
    func incarnation() throws(Failure) -> Incarnation {
        do throws(SQLiteError) {
            let number = try Self.number(database, "SELECT value FROM meta WHERE key = 'incarnation'")
            return Incarnation(UInt64(bitPattern: number ?? 0))
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    /// Raises the incarnation by one and commits it, before the node may use it.
    func raiseIncarnation() throws(Failure) -> Incarnation {
        let next = try incarnation().next
        do throws(SQLiteError) {
            try putIncarnation.run([.bits(next.number)])
        } catch {
            throw Self.failure(error, path: path)
        }
        return next
    }

    /// The node that this file belongs to; nil before the first start noted it.
    func owner() throws(Failure) -> NodeID? {
        do throws(SQLiteError) {
            var owner: NodeID?
            let query = try database.prepare("SELECT id FROM node")
            try query.forEachRow { row in owner = StoreBytes.nodeID(row.blob(0)) }
            return owner
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    func setOwner(_ id: NodeID) throws(Failure) {
        do throws(SQLiteError) {
            try database.prepare("INSERT INTO node (only, id) VALUES (1, ?)").run([
                .blob(StoreBytes.encode(id))
            ])
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    /// Drops everything that this node knows of a fleet's map and of its voters, its votes included, and lets it
    /// take the voters of one lineage alone. Its key, its incarnation and the addresses of members stay.
    func adopt(_ lineage: Lineage) throws(Failure) {
        do throws(SQLiteError) {
            try database.transaction { () throws(SQLiteError) in
                try database.execute("DELETE FROM entries")
                try database.execute("DELETE FROM voting")
                try write(.rows([.adopting(lineage)]))
            }
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    /// Puts a new map and new votes in the place of all that were here; the members stay.
    func replace(with recovered: Restored) throws(Failure) {
        do throws(SQLiteError) {
            try database.transaction { () throws(SQLiteError) in
                try database.execute("DELETE FROM entries")
                try database.execute("DELETE FROM voting")
                for entry in recovered.entries { try write(.entry(entry)) }
                try write(.rows(recovered.rows))
            }
        } catch {
            throw Self.failure(error, path: path)
        }
    }

    /// Lowers the file's greatest size, as a full disk would.
    /// - Parameter pages: 4 KiB each; a value under the present size keeps the present size.
    func limit(pages: Int) throws(SQLiteError) {
        try database.execute("PRAGMA max_page_count = \(pages)")
    }

    private func write(_ change: PersistRequest.Change) throws(SQLiteError) {
        switch change {
        case .entry(let entry):
            try putEntry.run([
                .integer(Int64(entry.key.space.rawValue)), .blob(entry.key.bytes), .bits(entry.stamp.ticks),
                .blob(StoreBytes.encode(entry.stamp.writer)), .blob(entry.payload),
            ])
        case .member(let record):
            try putMember.run([
                .blob(StoreBytes.encode(record.id)), .bits(record.incarnation.number),
                .integer(Int64(record.state.rawValue)), .integer(Int64(record.bootTag)),
                .blob(StoreBytes.encode(record.gossip)),
                record.http.map { .blob(StoreBytes.encode($0)) } ?? .null,
                .text(record.name), .text(record.region), .bits(record.forgottenAt.milliseconds),
            ])
        case .removeMember(let id):
            try removeMember.run([.blob(StoreBytes.encode(id))])
        case .incarnation(let incarnation):
            try putIncarnation.run([.bits(incarnation.number)])
        case .rows(let rows):
            for row in rows {
                if let value = row.value {
                    try putRow.run([.blob(row.key), .blob(value)])
                } else {
                    try removeRow.run([.blob(row.key)])
                }
            }
        }
    }

    private func rows() throws(SQLiteError) -> [VotingRow] {
        var rows: [VotingRow] = []
        let query = try database.prepare("SELECT key, value FROM voting ORDER BY key")
        try query.forEachRow { row in rows.append(VotingRow(key: row.blob(0), value: row.blob(1))) }
        return rows
    }

    private func entries() throws(SQLiteError) -> [Entry] {
        var entries: [Entry] = []
        let query = try database.prepare("SELECT space, key, ticks, writer, payload FROM entries")
        try query.forEachRow { row throws(SQLiteError) in
            guard let space = UInt8(exactly: row.integer(0)), let writer = StoreBytes.nodeID(row.blob(3))
            else { throw Self.unreadable("an entry") }
            entries.append(
                Entry(
                    key: EntryKey(space: Keyspace(rawValue: space), bytes: row.blob(1)),
                    stamp: Stamp(ticks: row.bits(2), writer: writer), payload: row.blob(4)))
        }
        return entries
    }

    private func members() throws(SQLiteError) -> [MemberRecord] {
        var members: [MemberRecord] = []
        let query = try database.prepare(
            """
            SELECT id, incarnation, state, boot_tag, gossip, http, name, region, forgotten_at FROM members
            """)
        try query.forEachRow { row throws(SQLiteError) in
            guard let id = StoreBytes.nodeID(row.blob(0)),
                let state = UInt8(exactly: row.integer(2)).flatMap(MemberState.init(rawValue:)),
                let bootTag = UInt32(exactly: row.integer(3)),
                let gossip = StoreBytes.address(row.blob(4))
            else { throw Self.unreadable("a member") }
            members.append(
                MemberRecord(
                    id: id, incarnation: Incarnation(row.bits(1)), state: state, bootTag: bootTag,
                    gossip: gossip, http: row.isNull(5) ? nil : StoreBytes.address(row.blob(5)),
                    name: row.text(6), region: row.text(7),
                    forgottenAt: WallTime(milliseconds: row.bits(8))))
        }
        return members
    }
}

// What is wrong with a file, said in one sentence.
extension Store {
    private static func check(_ database: SQLiteDatabase, path: String) throws(Failure) {
        let application: Int64?
        let version: Int64?
        var findings: [String] = []
        do throws(SQLiteError) {
            application = try number(database, "PRAGMA application_id")
            if application == StoreSchema.applicationID {
                version = try number(database, "SELECT value FROM meta WHERE key = 'version'")
                try database.prepare("PRAGMA quick_check(1)").forEachRow { findings.append($0.text(0)) }
            } else {
                version = nil
            }
        } catch {
            throw failure(error, path: path)
        }
        guard application == StoreSchema.applicationID else {
            throw .failed("\(path) is a database of another program; set --state-dir.")
        }
        guard findings == ["ok"] else {
            throw failure(SQLiteError(code: SQLITE_CORRUPT, message: findings.joined()), path: path)
        }
        if version == 1 {
            do throws(SQLiteError) {
                try database.transaction { () throws(SQLiteError) in
                    try database.execute(StoreSchema.addVoting)
                }
            } catch {
                throw failure(error, path: path)
            }
            return
        }
        guard version == StoreSchema.version else {
            throw .failed(
                "\(path) has format \(version ?? 0), and this member-agent reads \(StoreSchema.version) alone; "
                    + "start the version that wrote it.")
        }
    }

    private static func number(_ database: SQLiteDatabase, _ sql: String) throws(SQLiteError) -> Int64? {
        var number: Int64?
        try database.prepare(sql).forEachRow { row in number = row.integer(0) }
        return number
    }

    private static func unreadable(_ what: String) -> SQLiteError {
        SQLiteError(code: SQLITE_CORRUPT, message: "\(what) of it cannot be read")
    }

    private static func failure(_ error: SQLiteError, path: String) -> Failure {
        if error.isDamage {
            return .failed(
                "\(path) is damaged (\(error)). Restore it from a backup, or move the whole state "
                    + "directory away to come back as a new node.")
        }
        return .failed("\(path) cannot be used: \(error).")
    }
}
