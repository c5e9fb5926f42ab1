#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How many files the system lets this process open.
enum OpenFiles {
    /// Connections that may be open at once; further ones wait in the system's queue, instead of failing for
    /// want of a file.
    static var connectionsMax: Int {
        let allowed = Int(clamping: softLimit) - ViewerLimits.filesReserved
        return min(ViewerLimits.connectionsMax, max(allowed, ViewerLimits.filesReserved))
    }

    private static var softLimit: UInt64 {
        var limit = rlimit()
        #if canImport(Glibc)
            let result = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
            let result = getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        return result == 0 ? UInt64(limit.rlim_cur) : 1_024
    }
}
