import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension RunSettings.Host {
    /// The host that this process runs on.
    static func current(environment: [String: String]) -> RunSettings.Host {
        var buffer = [CChar](repeating: 0, count: 256)
        let isNamed = gethostname(&buffer, buffer.count - 1) == 0
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        // A host may be called longer than a node: its first label says enough.
        var name = isNamed ? String(decoding: bytes, as: UTF8.self) : ""
        if name.utf8.count > 64 { name = String(name.prefix { $0 != "." }.prefix(64)) }
        return RunSettings.Host(
            name: name.isEmpty ? "node" : name, home: environment["HOME"].flatMap { $0.isEmpty ? nil : $0 },
            stateHome: environment["XDG_STATE_HOME"])
    }

    static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
