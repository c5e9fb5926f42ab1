import CSQLite

/// A prepared statement. Parameters and columns count from zero here.
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let database: SQLiteDatabase

    init(_ handle: OpaquePointer, database: SQLiteDatabase) {
        self.handle = handle
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    enum Value {
        case null
        case integer(Int64)
        case text(String)
        case blob([UInt8])

        /// All 64 bits, as SQLite has signed integers alone.
        static func bits(_ word: UInt64) -> Value { .integer(Int64(bitPattern: word)) }
    }

    /// Runs a statement that returns no rows.
    func run(_ values: [Value] = []) throws(SQLiteError) {
        try bind(values)
        defer { sqlite3_reset(handle) }
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw database.error(code) }
    }

    /// Runs a query, and hands each row to `row`.
    func forEachRow(_ values: [Value] = [], _ row: (Row) throws(SQLiteError) -> Void) throws(SQLiteError) {
        try bind(values)
        defer { sqlite3_reset(handle) }
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw database.error(code) }
            try row(Row(handle: handle))
        }
    }

    /// The row that a query stands at; valid inside `forEachRow` alone.
    struct Row {
        private let handle: OpaquePointer

        fileprivate init(handle: OpaquePointer) { self.handle = handle }

        func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
        func bits(_ column: Int32) -> UInt64 { UInt64(bitPattern: integer(column)) }
        func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

        func blob(_ column: Int32) -> [UInt8] {
            let count = Int(sqlite3_column_bytes(handle, column))
            guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
            return [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
        }

        func text(_ column: Int32) -> String { String(decoding: blob(column), as: UTF8.self) }
    }

    private func bind(_ values: [Value]) throws(SQLiteError) {
        for (index, value) in values.enumerated() {
            let code = bind(value, at: Int32(index) + 1)
            guard code == SQLITE_OK else { throw database.error(code) }
        }
    }

    private func bind(_ value: Value, at position: Int32) -> Int32 {
        // SQLITE_TRANSIENT is a cast that C's importer leaves out: SQLite copies the bytes.
        let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null:
            return sqlite3_bind_null(handle, position)
        case .integer(let integer):
            return sqlite3_bind_int64(handle, position, integer)
        case .text(var text):
            return text.withUTF8 { bytes in
                sqlite3_bind_text64(
                    handle, position, bytes.baseAddress, UInt64(bytes.count), copy, UInt8(SQLITE_UTF8))
            }
        case .blob(let bytes):
            if bytes.isEmpty { return sqlite3_bind_zeroblob(handle, position, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(handle, position, $0.baseAddress, UInt64($0.count), copy)
            }
        }
    }
}
