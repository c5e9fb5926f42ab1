/// Where changes of shards and clusters are told to people and programs.
struct NoticeSettings: Sendable {
    /// A webhook of Discord's.
    var discord: Hook?
    /// What its messages say; `DiscordMessage` has the placeholders.
    var content: String?
    /// Takes JSON.
    var generic: Hook?

    struct Hook: Sendable {
        var address: WebAddress
        /// The flag or variable that it came from, for the log.
        var origin: String
    }

    /// Discord takes 2,000 characters, and the news have to find room beside this.
    static let contentBytesMax = 1_000

    init() {}

    init(_ reader: SettingsReader) throws(Failure) {
        discord = try reader.hook(.discordWebhook, file: .discordWebhookFile)
        generic = try reader.hook(.webhookURL, file: .webhookURLFile)
        content = try reader.lines(.webhookContent, bytesMax: Self.contentBytesMax)
    }

    var isEmpty: Bool { discord == nil && generic == nil }

    func warnings(_ reader: SettingsReader) -> [String] {
        var warnings: [String] = []
        if let address = discord?.address, !address.isSecure, !address.isLoopback {
            warnings.append(
                "the Discord webhook at \(address) is not encrypted: its token can be read on the way")
        }
        if discord == nil, let value = reader[.webhookContent] {
            warnings.append(
                "\(reader.name(.webhookContent, value)) is set, and no Discord webhook; set WEBHOOK_URL")
        }
        return warnings
    }
}
