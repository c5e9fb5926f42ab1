import Configuration
import Synchronization

/// Where a setting's value came from, in falling precedence; errors name it.
enum SettingSource: Hashable, Comparable, Sendable {
    case flag
    /// The position in `Setting.variables`.
    case environment(Int)
    case file

    /// The order in which `SettingsReader` asks its providers.
    static let layers: [SettingSource] = [.flag, .environment(0), .environment(1), .file]

    /// How an operator would name the place: `--ttl-factor`, `ROLLCALL_TTL_FACTOR` or a key in a file.
    func name(of setting: Setting, file: String?) -> String {
        switch self {
        case .flag: setting.flag
        case .environment(let position): setting.variables[position]
        case .file: "\(setting.key) in \(file ?? "the configuration file")"
        }
    }
}

/// Notes which provider answered the last read; swift-configuration tells it to reporters alone.
final class SourceRecorder: AccessReporter {
    private let providersAsked = Mutex(0)

    func report(_ event: AccessEvent) {
        providersAsked.withLock { $0 = event.providerResults.count }
    }

    /// Providers are asked in order until one has a value.
    var last: SettingSource {
        SettingSource.layers[max(0, providersAsked.withLock { $0 } - 1)]
    }
}
