import CSQLite

/// What SQLite said, with its code: the store treats a full disk otherwise than a damaged file.
struct SQLiteError: Error, CustomStringConvertible {
    /// The primary result code, as `SQLITE_FULL`.
    var code: Int32
    var message: String

    var description: String { message }

    /// The file is no database, or a page of it is damaged.
    var isDamage: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }
    /// Room or the device may come back: the same work is worth another try.
    var isDiskFull: Bool { code == SQLITE_FULL }
}
