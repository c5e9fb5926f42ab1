#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The machine code that only a start needs: flags, checks, tables of types.
enum StartupCode {
    /// Tells the kernel that no page of this program's code is needed just now; what still is comes back
    /// from the page cache as it runs. A node is up for months beside a bot on a small host, and this
    /// takes a third off its resident memory (docs/measurements).
    ///
    /// Only mappings that are executable and cannot be written are let go, so nothing is lost.
    static func release() {
        #if os(Linux)
            guard let maps = try? FileAccess.read("/proc/self/maps", bytesMax: 1 << 20) else { return }
            var path = [CChar](repeating: 0, count: 4_096)
            let count = readlink("/proc/self/exe", &path, path.count)
            guard count > 0 else { return }
            let own = String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
                let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
                guard fields.count == 6, fields[1] == "r-xp", fields[5] == own else { continue }
                let ends = fields[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
                guard ends.count == 2, ends[0] < ends[1] else { continue }
                madvise(UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), MADV_DONTNEED)
            }
        #endif
    }
}
