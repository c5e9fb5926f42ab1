/// The tables of `state.sqlite`. The format's number stands in `meta`; a file of a later format is
/// refused, so that an older program cannot spoil it.
enum StoreSchema {
    static let version: Int64 = 2

    /// The first bytes of every file of ours, "RLCL": another program's database is refused.
    static let applicationID: Int64 = 0x524C_434C

    static let create = """
        CREATE TABLE meta (
            key   TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE node (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            id   BLOB NOT NULL
        );
        CREATE TABLE entries (
            space   INTEGER NOT NULL,
            key     BLOB NOT NULL,
            ticks   INTEGER NOT NULL,
            writer  BLOB NOT NULL,
            payload BLOB NOT NULL,
            PRIMARY KEY (space, key)
        ) WITHOUT ROWID;
        CREATE TABLE members (
            id           BLOB PRIMARY KEY,
            incarnation  INTEGER NOT NULL,
            state        INTEGER NOT NULL,
            boot_tag     INTEGER NOT NULL,
            gossip       BLOB NOT NULL,
            http         BLOB,
            name         TEXT NOT NULL,
            region       TEXT NOT NULL,
            forgotten_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        INSERT INTO meta VALUES ('version', 1), ('incarnation', 0);
        """

    /// From format 1, before there were voters, to format 2. A new file takes both steps.
    static let addVoting = """
        CREATE TABLE voting (
            key   BLOB PRIMARY KEY,
            value BLOB NOT NULL
        ) WITHOUT ROWID;
        UPDATE meta SET value = 2 WHERE key = 'version';
        """

    static let putEntry = """
        INSERT INTO entries (space, key, ticks, writer, payload) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (space, key) DO UPDATE SET
            ticks = excluded.ticks, writer = excluded.writer, payload = excluded.payload
        """
    static let putMember = """
        INSERT INTO members
            (id, incarnation, state, boot_tag, gossip, http, name, region, forgotten_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
            incarnation = excluded.incarnation, state = excluded.state, boot_tag = excluded.boot_tag,
            gossip = excluded.gossip, http = excluded.http, name = excluded.name,
            region = excluded.region, forgotten_at = excluded.forgotten_at
        """
    static let putRow = """
        INSERT INTO voting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """
    static let removeRow = "DELETE FROM voting WHERE key = ?"
    static let removeMember = "DELETE FROM members WHERE id = ?"
    /// An incarnation never falls, in whatever order writes come (INV-5).
    static let putIncarnation = "UPDATE meta SET value = max(value, ?) WHERE key = 'incarnation'"
}
