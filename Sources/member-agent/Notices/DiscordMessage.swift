import FoundationEssentials
import GossipCore
import Membership

/// A batch of changes as a message of a Discord webhook: within 2,000 characters, mentioning nobody but whom the
/// operator's own text mentions.
struct DiscordMessage: Encodable, Equatable {
    var content: String
    var allowedMentions: AllowedMentions

    struct AllowedMentions: Encodable, Equatable {
        var parse: [String] = []
        var roles: [String] = []
        var users: [String] = []
    }

    /// What Discord takes, counted as it does in UTF-16 at worst.
    static let lengthMax = 2_000
    /// A line older than this says when.
    static let freshMilliseconds: UInt64 = 60_000

    /// - Parameters:
    ///   - template: `{news}`, `{count}` and `{node}` are put in; without `{news}` the lines follow.
    ///   - node: who sends it.
    init(_ batch: NoticeQueue.Batch, template: String?, node: String, now: WallTime) {
        let lines = NoticeLines(batch.notices).lines
        var template = template ?? "{news}"
        if !template.contains("{news}") { template += "\n{news}" }
        let values = ["count": String(batch.notices.count), "node": NoticeLines.quoted(node)]
        let fixed = Self.fill(template, values.merging(["news": ""]) { $1 })
        let places = template.split(separator: "{news}", omittingEmptySubsequences: false).count - 1
        let room = max(0, Self.lengthMax - fixed.utf16.count) / max(1, places)
        let news = Self.news(lines, dropped: batch.dropped, room: room, now: now)
        content = Self.fill(template, values.merging(["news": news]) { $1 })
        allowedMentions = Self.mentions(in: template)
    }

    var body: [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(self) else { preconditionFailure("texts are always JSON") }
        return Array(data)
    }

    private static func news(_ lines: [NoticeLines.Line], dropped: Int, room: Int, now: WallTime) -> String {
        var texts: [String] = []
        if dropped > 0 { texts.append("\(dropped) older changes were dropped") }
        texts += lines.map { line in
            let age = now.milliseconds - min(now.milliseconds, line.at.milliseconds)
            return age > freshMilliseconds ? "<t:\(line.at.milliseconds / 1_000):T> \(line.text)" : line.text
        }
        let counts = (dropped > 0 ? [0] : []) + lines.map(\.count)
        // The longest ending stands for any.
        let ending = "\n\u{2026} and 1000 more changes".utf16.count
        var shown = ""
        for (index, text) in texts.enumerated() {
            let isLast = index == texts.count - 1
            let longer = shown.isEmpty ? text : shown + "\n" + text
            guard longer.utf16.count + (isLast ? 0 : ending) <= room else {
                let rest = counts[index...].reduce(0, +)
                let more = "\u{2026} and \(rest) more changes"
                return shown.isEmpty ? String(more.prefix(room)) : shown + "\n" + more
            }
            shown = longer
        }
        return shown
    }

    /// Puts values in at one pass, so that a value is never taken for a template.
    private static func fill(_ template: String, _ values: [String: String]) -> String {
        var filled = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            filled += rest[..<open]
            rest = rest[open...]
            if let close = rest.firstIndex(of: "}"),
                let value = values[String(rest[rest.index(after: open)..<close])]
            {
                filled += value
                rest = rest[rest.index(after: close)...]
            } else {
                filled.append(rest.removeFirst())
            }
        }
        return filled + rest
    }

    private static func mentions(in template: String) -> AllowedMentions {
        var mentions = AllowedMentions()
        if template.contains("@everyone") || template.contains("@here") { mentions.parse = ["everyone"] }
        for part in template.split(separator: "<@").dropFirst(template.hasPrefix("<@") ? 0 : 1) {
            guard let end = part.firstIndex(of: ">") else { continue }
            let isRole = part.first == "&"
            let id = part[..<end].drop { $0 == "&" || $0 == "!" }
            guard !id.isEmpty, id.count <= 20, id.utf8.allSatisfy({ (48...57).contains($0) }) else {
                continue
            }
            if isRole { mentions.roles.append(String(id)) } else { mentions.users.append(String(id)) }
        }
        // Discord takes 100 of each.
        mentions.roles = Array(mentions.roles.prefix(100))
        mentions.users = Array(mentions.users.prefix(100))
        return mentions
    }
}
