import GossipCore

/// Where the node binds, and whether it may: beyond loopback only with the secrets that guard it
/// (CONTRACT.md, Command line).
struct Exposure {
    var gossip: Address
    var http: Address

    init(_ settings: RunSettings) throws(Failure) {
        gossip = try Self.bindAddress(settings.gossip, flag: Setting.gossip)
        http = try Self.bindAddress(settings.http, flag: Setting.http)
        if settings.access.isInsecure { return }
        let access = settings.access
        if !http.isLoopback && (access.ingestTokens.isEmpty || access.viewerTokens.isEmpty) {
            throw .failed(
                "HTTP on \(settings.http) can be reached by other hosts, and no token guards it; set "
                    + "ROLLCALL_TOKEN or ROLLCALL_TOKEN_FILE (or --insecure for a trial).")
        }
        if case .stateDirectory = settings.groupKey, !gossip.isLoopback {
            throw .failed(
                "Gossip on \(settings.gossip) can be reached by other hosts, and no group key is set; make one "
                    + "with `member-agent keygen`, give it to every node by ROLLCALL_GROUP_KEY_FILE "
                    + "(or --insecure for a trial).")
        }
    }

    /// What --insecure let pass, and what other users of this host can read.
    func warnings(_ settings: RunSettings) -> [String] {
        var warnings: [String] = []
        if case .file(let path) = settings.groupKey, let mode = FileAccess.mode(path), mode & 0o007 != 0 {
            warnings.append("every user of this host can use the group key file \(path); chmod 600 it")
        }
        guard settings.access.isInsecure else { return warnings }
        if !http.isLoopback && (settings.access.ingestTokens.isEmpty || settings.access.viewerTokens.isEmpty)
        {
            warnings.append("INSECURE: anybody who reaches \(http) can read and change this fleet")
        }
        if case .stateDirectory = settings.groupKey, !gossip.isLoopback {
            warnings.append("INSECURE: gossip on \(gossip) runs with a key that only this node has")
        }
        return warnings
    }

    /// The address that peers are told, with the port that was really bound.
    func advertised(_ settings: RunSettings, boundPort: UInt16) throws(Failure) -> Address {
        if let endpoint = settings.advertise {
            guard let address = try Resolver.addresses(of: endpoint).first, !address.isWildcard else {
                throw .failed("--advertise \(endpoint) is no address that a peer could reach.")
            }
            return address.withPort(endpoint.port == 0 ? boundPort : endpoint.port)
        }
        return try Self.reachable(gossip.withPort(boundPort), flag: "--advertise", seeds: settings.join)
    }

    /// A wildcard address becomes the one that the routing table would send from.
    static func reachable(_ bound: Address, flag: String, seeds: [Endpoint]) throws(Failure) -> Address {
        guard bound.isWildcard else { return bound }
        var towards: [Address] = []
        for seed in seeds { towards += (try? Resolver.addresses(of: seed)) ?? [] }
        // RFC 5737 and RFC 3849: addresses that nobody has lead along the default route.
        towards.append(Address(ipv4: 0xC633_6401, port: 9))
        towards.append(Address(high: 0x2001_0DB8_0000_0000, low: 1, port: 9))
        for peer in towards where bound.ipv4 == nil || peer.ipv4 != nil {
            if let source = Resolver.sourceAddress(towards: peer), !source.isWildcard, !source.isLoopback {
                return source.withPort(bound.port)
            }
        }
        throw .failed(
            "\(bound) binds every interface, and this host has no route from which to guess what peers "
                + "reach; set \(flag).")
    }

    private static func bindAddress(_ endpoint: Endpoint, flag: Setting) throws(Failure) -> Address {
        let addresses: [Address]
        do {
            addresses = try Resolver.addresses(of: endpoint)
        } catch {
            throw .failed("\(flag.flag) \(endpoint): \(error)")
        }
        guard let address = addresses.first else {
            throw .failed("\(flag.flag) \(endpoint) has no address.")
        }
        return address
    }
}
