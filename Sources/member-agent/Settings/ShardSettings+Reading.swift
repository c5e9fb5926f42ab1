import Membership

extension ShardSettings {
    /// A promise shorter than this ends while its session moves to another node; with one longer than an hour a dead
    /// host's shards would be away for as long.
    static let maxSecondsRange = 5.0...3_600
    /// A second is the least in which a bot closes its connection, with a clock that is not ours.
    static let leaseGraceRange = 1.0...600
    static let applicationsMax = 64
    static let nameBytesMax = 64

    init(_ reader: SettingsReader) throws(Failure) {
        applications = try Self.applications(reader)
        maxSeconds = try reader.number(.maxSeconds, default: 60, in: Self.maxSecondsRange)
        leaseGrace = try reader.number(.leaseGrace, default: 10, in: Self.leaseGraceRange)
        protectsStatus = try reader.bool(.protectStatus)
        discord = try reader.webAddress(.discordURL, mayHaveQuery: false) ?? .discord
        let shards = try Self.numbers(.maxShards, of: applications, in: 1...PoolSize.shardsMax, reader)
        let buckets = try Self.numbers(.maxConcurrency, of: applications, in: 1...PoolSize.bucketsMax, reader)
        for index in applications.indices {
            applications[index].shards = shards[applications[index].name]
            applications[index].buckets = buckets[applications[index].name]
        }
    }

    private static func applications(_ reader: SettingsReader) throws(Failure) -> [Application] {
        var found = [Application(name: ShardApplication.defaultName)]
        // Where bots have a token of their own, that guards their shards too, and never nothing.
        var own = try reader.secrets(.shardSecret, file: .shardSecretFile)
        if own == nil { own = try reader.secrets(.token, file: .tokenFile) }
        if own == nil { own = try reader.secrets(.ingestToken, file: .ingestTokenFile) }
        found[0].secrets = (own ?? []).map { Secret($0) }
        if let (text, origin) = try reader.secretText(.applications, file: .applicationsFile) {
            for (position, part) in SettingsReader.parts(text).enumerated() {
                let (name, secret) = try pair(part, position: position, origin)
                if let index = found.firstIndex(where: { $0.name == name }) {
                    found[index].secrets.append(secret)
                } else {
                    found.append(Application(name: name, secrets: [secret]))
                }
            }
            guard found.count <= applicationsMax else {
                throw .usage("\(origin) names more than \(applicationsMax - 1) applications.")
            }
            try checkSecrets(found, origin)
        }
        try readBotTokens(of: &found, reader)
        return [found[0]] + found.dropFirst().sorted { $0.name < $1.name }
    }

    /// An application's name and secret. No sentence shows the part itself, which may be a secret alone.
    private static func pair(_ part: String, position: Int, _ origin: String) throws(Failure) -> (
        String, Secret
    ) {
        guard let sign = part.firstIndex(of: "="), part.index(after: sign) < part.endIndex else {
            throw .usage(
                "\(origin) must be NAME=SECRET, several between commas; part \(position + 1) is not.")
        }
        let name = String(part[..<sign])
        guard isName(name) else {
            throw .usage(
                "\(origin) has a name in part \(position + 1) that is not 1 to \(nameBytesMax) letters, digits, "
                    + "dashes and underscores.")
        }
        guard name != ShardApplication.defaultName else {
            throw .usage("\(origin) names the default application; its secret is --shard-secret.")
        }
        return (name, Secret(String(part[part.index(after: sign)...])))
    }

    private static func isName(_ name: String) -> Bool {
        (1...nameBytesMax).contains(name.utf8.count)
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    /// A secret says which application a bot is of.
    private static func checkSecrets(_ applications: [Application], _ origin: String) throws(Failure) {
        var owners: [Secret: String] = [:]
        for application in applications {
            for secret in application.secrets {
                if let other = owners.updateValue(application.name, forKey: secret), other != application.name
                {
                    throw .usage(
                        "\(origin): the applications \(other) and \(application.name) have the same secret, by which "
                            + "their bots are told apart.")
                }
            }
        }
    }

    private static func readBotTokens(
        of applications: inout [Application], _ reader: SettingsReader
    ) throws(Failure) {
        if let (text, origin) = try reader.secretText(.botToken, file: .botTokenFile) {
            applications[0].botToken = try botToken(text, origin)
        }
        var owners: [String: String] = [:]
        for index in applications.indices {
            let name = applications[index].name
            let variables = botTokenVariables(of: name)
            for variable in variables {
                if let other = owners.updateValue(name, forKey: variable) {
                    throw .usage(
                        "The applications \(other) and \(name) would both read \(variable); rename one of them."
                    )
                }
            }
            guard index > 0 else { continue }
            switch (reader.namedBotTokens[variables[0]], reader.namedBotTokens[variables[1]]) {
            case (_?, _?):
                throw .usage("Both \(variables[0]) and \(variables[1]) are set; keep one of them.")
            case (let text?, nil):
                applications[index].botToken = try botToken(text, variables[0])
            case (nil, let path?):
                let text = try SettingsReader.secretText(in: path, of: variables[1])
                applications[index].botToken = try botToken(text, variables[1])
            case (nil, nil): break
            }
        }
    }

    /// It is sent as a header, so it is visible ASCII.
    private static func botToken(_ text: String, _ origin: String) throws(Failure) -> BotToken {
        let token = text.trimming(while: \.isWhitespace)
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .usage("\(origin) holds no bot token: one word of visible characters.")
        }
        return BotToken(secret: Secret(token), origin: origin)
    }

    /// `N` for the default application, `NAME=N` for another, several between commas.
    private static func numbers(
        _ setting: Setting, of applications: [Application], in range: ClosedRange<Int>,
        _ reader: SettingsReader
    ) throws(Failure) -> [String: Int] {
        guard let value = reader[setting] else { return [:] }
        var numbers: [String: Int] = [:]
        for part in SettingsReader.parts(value.text) {
            let sign = part.lastIndex(of: "=")
            let name = sign.map { String(part[..<$0]) } ?? ShardApplication.defaultName
            let digits = sign.map { String(part[part.index(after: $0)...]) } ?? part
            guard let number = Int(digits), range.contains(number) else {
                throw reader.wrong(
                    setting, value,
                    "must be N or NAME=N with a whole number of \(range.lowerBound) to \(range.upperBound), "
                        + "not '\(part)'")
            }
            guard applications.contains(where: { $0.name == name }) else {
                throw reader.wrong(
                    setting, value, "names the application '\(name)', which --application does not")
            }
            guard numbers.updateValue(number, forKey: name) == nil else {
                throw reader.wrong(setting, value, "gives the application '\(name)' two numbers")
            }
        }
        return numbers
    }
}
