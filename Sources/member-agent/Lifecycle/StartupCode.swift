#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The machine code that only a start needs: flags, checks, tables of types.
enum StartupCode {
    /// Tells the kernel that no page of machine code is needed just now, of this program or of its libraries;
    /// what still is comes back from the page cache as it runs. A node is up for months beside a bot on a small
    /// host, and this takes half off its resident memory (docs/measurements).
    ///
    /// Only mappings of files that are executable and cannot be written are let go, so nothing is lost.
    static func release() {
        #if os(Linux)
            guard let maps = try? FileAccess.read("/proc/self/maps", bytesMax: 1 << 20) else { return }
            for range in mappings(in: String(decoding: maps, as: UTF8.self)) {
                madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
            }
        #endif
    }

    /// - Parameter maps: as proc(5) describes `/proc/PID/maps`.
    /// - Returns: where files are mapped to be run and never written.
    static func mappings(in maps: String) -> [Range<UInt>] {
        maps.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            // The path is padded to a column; what is no file has none, or one in brackets.
            guard fields.count == 6, fields[1] == "r-xp", fields[5].drop(while: { $0 == " " }).first == "/"
            else { return nil }
            let ends = fields[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
            return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
        }
    }
}
