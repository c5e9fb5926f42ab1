import ArgumentParser

/// The flags of `run` about webhooks. One node of the fleet tells each change, so give them to two nodes or more.
struct NoticeOptions: ParsableArguments {
    @Option(
        name: .customLong("discord-webhook-url-file"),
        help: .init(
            """
            A Discord webhook that is told of changes of shards and clusters. \
            [ROLLCALL_DISCORD_WEBHOOK_URL_FILE, WEBHOOK_URL_FILE, or the address itself in \
            ROLLCALL_DISCORD_WEBHOOK_URL, WEBHOOK_URL]
            """, valueName: "path"))
    var discordWebhookFile: String?

    @Option(
        help: .init(
            """
            What its messages say: {news} is a line a change, {count} how many, {node} who sends it. Without {news} \
            the lines follow. [ROLLCALL_WEBHOOK_CONTENT, WEBHOOK_CONTENT; default: {news}]
            """, valueName: "text"))
    var webhookContent: String?

    @Option(
        name: .customLong("webhook-url"),
        help: .init(
            """
            An address that is sent the same changes as JSON. A flag shows in the process list: prefer the variable \
            or the file. [ROLLCALL_WEBHOOK_URL]
            """, valueName: "url"))
    var webhookURL: String?

    @Option(
        name: .customLong("webhook-url-file"),
        help: .init("The same from a file. [ROLLCALL_WEBHOOK_URL_FILE]", valueName: "path"))
    var webhookURLFile: String?

    var values: [Setting: String] {
        var values: [Setting: String] = [:]
        values[.discordWebhookFile] = discordWebhookFile
        values[.webhookContent] = webhookContent
        values[.webhookURL] = webhookURL
        values[.webhookURLFile] = webhookURLFile
        return values
    }
}
