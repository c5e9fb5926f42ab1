import Configuration

/// Reads settings from flags, else the environment, else the configuration file. Values stay text
/// here: `RunSettings` checks them, so that an error can name the flag or variable at fault.
struct SettingsReader {
    struct Value: Equatable {
        var text: String
        var source: SettingSource
    }

    let file: String?
    /// `BOT_TOKEN_NAME` and `BOT_TOKEN_NAME_FILE`: no settings, since the operator chooses the names.
    let namedBotTokens: [String: String]
    private let reader: ConfigReader
    private let recorder = SourceRecorder()

    /// - Parameters:
    ///   - environment: a variable that is set to nothing counts as not set.
    ///   - file: the path of the configuration file, for errors.
    ///   - fileValues: what the file holds.
    init(
        flags: [Setting: String], environment: [String: String], file: String? = nil,
        fileValues: [Setting: String] = [:]
    ) {
        self.file = file
        namedBotTokens = environment.filter { $0.key.hasPrefix("BOT_TOKEN_") && !$0.value.isEmpty }
        let known = Set(Setting.allCases.flatMap(\.variables))
        let variables = EnvironmentVariablesProvider(
            environmentVariables: environment.filter { known.contains($0.key) && !$0.value.isEmpty })
        reader = ConfigReader(
            providers: [
                InMemoryProvider(name: "flags", values: Self.inMemory(flags)),
                KeyMappingProvider(upstream: variables) { Self.variable(0, for: $0) },
                KeyMappingProvider(upstream: variables) { Self.variable(1, for: $0) },
                InMemoryProvider(name: "file", values: Self.inMemory(fileValues)),
            ], accessReporter: recorder)
    }

    subscript(setting: Setting) -> Value? {
        guard let text = reader.string(forKey: ConfigKey([setting.rawValue]), isSecret: true) else {
            return nil
        }
        return Value(text: text, source: recorder.last)
    }

    /// The place that an error about this value names.
    func name(_ setting: Setting, _ value: Value) -> String {
        value.source.name(of: setting, file: file)
    }

    private static func inMemory(_ values: [Setting: String]) -> [AbsoluteConfigKey: ConfigValue] {
        var content: [AbsoluteConfigKey: ConfigValue] = [:]
        for (setting, text) in values {
            content[AbsoluteConfigKey([setting.rawValue])] = ConfigValue(.string(text), isSecret: true)
        }
        return content
    }

    /// A setting without an inherited variable is asked under a name that is no setting's.
    private static func variable(_ position: Int, for key: AbsoluteConfigKey) -> AbsoluteConfigKey {
        guard let setting = Setting(rawValue: key.components.first ?? ""),
            setting.variables.indices.contains(position)
        else { return AbsoluteConfigKey(["", ""]) }
        return AbsoluteConfigKey([setting.variables[position].lowercased()])
    }
}
