import GossipCore
import Logging

extension RunSettings {
    /// The facts of this host that defaults are made from.
    struct Host: Sendable {
        var name: String
        /// `$HOME`; nil where there is none.
        var home: String?
        /// `$XDG_STATE_HOME`.
        var stateHome: String?
    }

    init(_ reader: SettingsReader, host: Host) throws(Failure) {
        let nameBytesMax = Limits.nameBytesMax
        name = try reader.text(.name, default: host.name, bytesMax: nameBytesMax)
        region = try reader.text(.region, default: "default", bytesMax: nameBytesMax)
        gossip = try reader.endpoint(.gossip) ?? Endpoint(host: "127.0.0.1", port: 9189)
        advertise = try reader.endpoint(.advertise)
        http = try reader.endpoint(.http) ?? Endpoint(host: "127.0.0.1", port: 9190)
        join = try reader.endpoints(.join)
        bootstrapExpect = try reader.integer(.bootstrapExpect, default: join.isEmpty ? 1 : 0, in: 0...1_000)
        mayVote = try !reader.bool(.noVote)
        groupKey = try Self.groupKey(reader)
        stateDirectory = try Self.stateDirectory(reader, host: host)
        profile = try reader.choice(.profile, default: Profile.lan)
        heartbeatInterval = try reader.number(.heartbeatInterval, default: 15, in: 0.1...86_400)
        ttlFactor = try reader.number(.ttlFactor, default: 3, in: 1...1_000)
        maxClusters = try reader.integer(.maxClusters, default: 5_000, in: 0...20_000)
        requireLease = try reader.bool(.requireLease)
        namespace = try reader.text(.namespace, default: "discord", bytesMax: 64)
        log = LogSettings(
            format: try reader.choice(.logFormat, default: .text),
            level: try reader.choice(.logLevel, default: .info))
        access = try AccessSettings(reader)
        shards = try ShardSettings(reader)
        notices = try NoticeSettings(reader)
        warnings = Self.warnings(reader) + shards.warnings(reader) + notices.warnings(reader)
    }

    private static func groupKey(_ reader: SettingsReader) throws(Failure) -> GroupKeySource {
        let text = reader[.groupKey]
        let file = reader[.groupKeyFile]
        switch (text, file) {
        case (let text?, let file?) where text.source == file.source:
            throw .usage(
                "Both \(reader.name(.groupKey, text)) and \(reader.name(.groupKeyFile, file)) are set; keep one of them."
            )
        case (let text?, let file) where file == nil || text.source < (file?.source ?? .file):
            return .text(text.text, name: reader.name(.groupKey, text))
        case (_, let file?):
            return .file(path: file.text)
        default:
            return .stateDirectory
        }
    }

    private static func stateDirectory(_ reader: SettingsReader, host: Host) throws(Failure) -> String {
        if reader[.stateDir] != nil {
            let path = try reader.text(.stateDir, default: "")
            return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        }
        if let stateHome = host.stateHome, stateHome.hasPrefix("/") { return stateHome + "/rollcall" }
        guard let home = host.home else {
            throw .usage("There is no HOME to keep state in; set --state-dir or ROLLCALL_STATE_DIR.")
        }
        return home + "/.local/state/rollcall"
    }

    private static func warnings(_ reader: SettingsReader) -> [String] {
        var warnings: [String] = []
        let secret: [Setting] = [
            .token, .ingestToken, .viewerToken, .shardSecret, .applications, .webhookURL,
        ]
        for setting in secret where reader[setting]?.source == .flag {
            warnings.append(
                "\(setting.flag) shows its secret to every user of this host who lists processes; "
                    + "use \(setting.variables[0]) or --\(setting.rawValue)-file")
        }
        return warnings
    }
}

extension AccessSettings {
    init(_ reader: SettingsReader) throws(Failure) {
        let shared = try reader.secrets(.token, file: .tokenFile)
        ingestTokens = try reader.secrets(.ingestToken, file: .ingestTokenFile) ?? shared ?? []
        viewerTokens = try reader.secrets(.viewerToken, file: .viewerTokenFile) ?? shared ?? []
        registerLimit = try reader.integer(.registerLimit, default: 60, in: 0...1_000_000)
        beatLimit = try reader.integer(.beatLimit, default: 60, in: 0...1_000_000)
        readLimit = try reader.integer(.readLimit, default: 120, in: 0...1_000_000)
        corsOrigins = reader[.corsOrigins].map { SettingsReader.parts($0.text) } ?? []
        isInsecure = try reader.bool(.insecure)
    }
}
