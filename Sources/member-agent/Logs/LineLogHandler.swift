import FoundationEssentials
import Logging

/// Writes one line a message to standard error, as text for people or as JSON for collectors.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let format: LogSettings.Format
    private let write: @Sendable (String) -> Void

    init(_ settings: LogSettings, write: @escaping @Sendable (String) -> Void = StandardError.write(line:)) {
        logLevel = settings.level
        format = settings.format
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let pairs = all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        let time = Date().formatted(.iso8601)
        switch format {
        case .text:
            let details = pairs.map { " \($0)=\(TerminalText.printable($1))" }.joined()
            let level = event.level.rawValue.uppercased()
            write("\(time) \(level) \(TerminalText.printable(event.message.description))\(details)")
        case .json:
            var fields = [
                ("time", time), ("level", event.level.rawValue), ("message", event.message.description),
            ]
            fields += pairs
            write(
                "{" + fields.map { JSONText.quoted($0) + ":" + JSONText.quoted($1) }.joined(separator: ",")
                    + "}")
        }
    }
}
