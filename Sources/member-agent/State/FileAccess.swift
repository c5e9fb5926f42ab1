#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The few file operations that the state directory needs, with POSIX's own words for what failed.
enum FileAccess {
    /// A system call that failed.
    struct SystemError: Error, CustomStringConvertible {
        var code: Int32

        /// As in `No such file or directory`.
        var description: String { String(cString: strerror(code)) }

        static var last: SystemError { SystemError(code: errno) }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// - Parameter bytesMax: what is longer is cut off; a secret or a setting is never that long.
    static func read(_ path: String, bytesMax: Int = 65_536) throws(SystemError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .last }
        defer { close(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while content.count < bytesMax {
            let count = Self.retrying { recvBytes(file, &chunk) }
            guard count >= 0 else { throw .last }
            if count == 0 { break }
            content.append(contentsOf: chunk[..<count])
        }
        return content
    }

    /// Writes a file that only its owner may read, so that after a crash it is whole or absent.
    static func writeSecret(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let temporary = path + ".new"
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .last }
        do {
            defer { close(file) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Self.retrying { rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) } }
                guard count >= 0 else { throw SystemError.last }
                rest = rest.dropFirst(count)
            }
            guard fsync(file) == 0 else { throw SystemError.last }
        }
        guard rename(temporary, path) == 0 else { throw .last }
        try synchronise(directory: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
    }

    /// Makes a rename or a new file in a directory survive a power cut.
    static func synchronise(directory: String) throws(SystemError) {
        let file = open(directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw .last }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .last }
    }

    /// Makes a directory and its parents; a new one may be entered by its owner alone.
    static func makeDirectory(_ path: String) throws(SystemError) {
        var partial = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            partial += (partial.isEmpty || partial.hasSuffix("/") ? "" : "/") + component
            if mkdir(partial, 0o700) != 0 && errno != EEXIST { throw .last }
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw .last }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw SystemError(code: ENOTDIR) }
    }

    /// The permission bits, for example 0o600; nil where there is no such file.
    static func mode(_ path: String) -> UInt32? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return UInt32(status.st_mode) & 0o777
    }

    static func setMode(_ mode: UInt32, of path: String) throws(SystemError) {
        guard chmod(path, mode_t(mode)) == 0 else { throw .last }
    }

    /// Opens and locks a file for this process alone. The lock ends with the process, however it ends.
    /// - Returns: the descriptor that holds the lock, or nil where another process holds it.
    static func lock(_ path: String) throws(SystemError) -> Int32? {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .last }
        if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
        let code = errno
        close(file)
        if code == EWOULDBLOCK { return nil }
        throw SystemError(code: code)
    }

    static func unlock(_ file: Int32) { close(file) }

    private static func recvBytes(_ file: Int32, _ chunk: inout [UInt8]) -> Int {
        chunk.withUnsafeMutableBytes { readBytes(file, $0) }
    }

    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}

/// Outside the type, where `read` means the system call.
private func readBytes(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(file, buffer.baseAddress, buffer.count)
}
