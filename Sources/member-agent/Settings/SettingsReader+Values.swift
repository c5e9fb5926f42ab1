/// Typed reads: each names the flag, variable or key at fault.
extension SettingsReader {
    func text(_ setting: Setting, default fallback: String, bytesMax: Int = 4_096) throws(Failure) -> String {
        guard let value = self[setting] else { return fallback }
        guard !value.text.isEmpty else { throw wrong(setting, value, "must not be empty") }
        guard value.text.utf8.count <= bytesMax else {
            throw wrong(setting, value, "is longer than \(bytesMax) bytes")
        }
        guard !value.text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw wrong(setting, value, "has a control character")
        }
        return value.text
    }

    func endpoint(_ setting: Setting) throws(Failure) -> Endpoint? {
        guard let value = self[setting] else { return nil }
        guard let endpoint = Endpoint(value.text) else { throw notAnEndpoint(setting, value, value.text) }
        return endpoint
    }

    /// Between commas.
    func endpoints(_ setting: Setting) throws(Failure) -> [Endpoint] {
        guard let value = self[setting] else { return [] }
        var endpoints: [Endpoint] = []
        for part in Self.parts(value.text) {
            guard let endpoint = Endpoint(part), endpoint.port != 0 else {
                throw notAnEndpoint(setting, value, part)
            }
            endpoints.append(endpoint)
        }
        return endpoints
    }

    func integer(_ setting: Setting, default fallback: Int, in range: ClosedRange<Int>) throws(Failure) -> Int
    {
        guard let value = self[setting] else { return fallback }
        guard let number = Int(value.text), range.contains(number) else {
            throw wrong(
                setting, value,
                "must be a whole number of \(range.lowerBound) to \(range.upperBound), not '\(value.text)'")
        }
        return number
    }

    func number(
        _ setting: Setting, default fallback: Double, in range: ClosedRange<Double>
    ) throws(Failure) -> Double {
        guard let value = self[setting] else { return fallback }
        guard let number = Double(value.text), range.contains(number) else {
            throw wrong(
                setting, value,
                "must be a number of \(range.lowerBound) to \(range.upperBound), not '\(value.text)'")
        }
        return number
    }

    func bool(_ setting: Setting) throws(Failure) -> Bool {
        guard let value = self[setting] else { return false }
        switch value.text.lowercased() {
        case "true", "yes", "1", "on": return true
        case "false", "no", "0", "off": return false
        default: throw wrong(setting, value, "must be true or false, not '\(value.text)'")
        }
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ setting: Setting, default fallback: Choice
    ) throws(Failure) -> Choice where Choice.RawValue == String {
        guard let value = self[setting] else { return fallback }
        guard let choice = Choice(rawValue: value.text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong(setting, value, "must be one of \(names), not '\(value.text)'")
        }
        return choice
    }

    /// A secret given directly or by a file: the one of the higher source counts.
    /// - Returns: the secrets between commas; nil where neither is set.
    func secrets(_ direct: Setting, file: Setting) throws(Failure) -> [String]? {
        guard let (text, origin) = try secretText(direct, file: file) else { return nil }
        let secrets = Self.parts(text)
        guard !secrets.isEmpty else { throw .usage("\(origin) holds no token.") }
        return secrets
    }

    /// - Returns: the text as it stands, and the place that an error about it names, which never shows it.
    func secretText(_ direct: Setting, file: Setting) throws(Failure) -> (text: String, origin: String)? {
        let directValue = self[direct]
        let fileValue = self[file]
        if let directValue, let fileValue, directValue.source == fileValue.source {
            throw .usage(
                "Both \(name(direct, directValue)) and \(name(file, fileValue)) are set; keep one of them.")
        }
        if let fileValue, fileValue.source < directValue?.source ?? .file || directValue == nil {
            let origin = name(file, fileValue)
            return (try Self.secretText(in: fileValue.text, of: origin), origin)
        }
        return directValue.map { ($0.text, name(direct, $0)) }
    }

    /// - Parameter origin: the flag or variable that names the file.
    static func secretText(in path: String, of origin: String) throws(Failure) -> String {
        do {
            return String(decoding: try FileAccess.read(path), as: UTF8.self)
        } catch {
            throw .failed("The file \(path) of \(origin) cannot be read: \(error).")
        }
    }

    func wrong(_ setting: Setting, _ value: Value, _ reason: String) -> Failure {
        .usage("\(name(setting, value)) \(reason).")
    }

    static func parts(_ text: String) -> [String] {
        text.split(whereSeparator: { $0 == "," || $0.isNewline })
            .map { $0.trimming(while: \.isWhitespace) }
            .filter { !$0.isEmpty }
    }

    private func notAnEndpoint(_ setting: Setting, _ value: Value, _ text: String) -> Failure {
        wrong(setting, value, "must be HOST:PORT, with an IPv6 address in brackets, not '\(text)'")
    }
}

extension StringProtocol where SubSequence == Substring {
    func trimming(while isSpace: (Character) -> Bool) -> String {
        let front = drop(while: isSpace)
        guard let last = front.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(front[...last])
    }
}
