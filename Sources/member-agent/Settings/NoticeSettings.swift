/// Where changes of shards and clusters are told to people and programs.
struct NoticeSettings: Sendable {
    /// A webhook of Discord's.
    var discord: WebAddress?
    /// What its messages say; `DiscordMessage` has the placeholders.
    var content: String?
    /// Takes JSON.
    var generic: WebAddress?

    /// Discord takes 2,000 characters, and the news have to find room beside this.
    static let contentBytesMax = 1_000

    init() {}

    init(_ reader: SettingsReader) throws(Failure) {
        discord = try reader.webAddress(.discordWebhook, file: .discordWebhookFile)
        generic = try reader.webAddress(.webhookURL, file: .webhookURLFile)
        content = try reader.lines(.webhookContent, bytesMax: Self.contentBytesMax)
    }

    var isEmpty: Bool { discord == nil && generic == nil }

    func warnings(_ reader: SettingsReader) -> [String] {
        var warnings: [String] = []
        if let discord, !discord.isSecure, !discord.isLoopback {
            warnings.append(
                "the Discord webhook at \(discord) is not encrypted: its token can be read on the way")
        }
        if discord == nil, let value = reader[.webhookContent] {
            warnings.append(
                "\(reader.name(.webhookContent, value)) is set, and no Discord webhook; set WEBHOOK_URL")
        }
        return warnings
    }
}
