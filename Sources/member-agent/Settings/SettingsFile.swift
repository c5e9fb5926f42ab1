import FoundationEssentials

/// The configuration file: one JSON object, its keys the flags in snake_case, its values text,
/// numbers, booleans or lists of text.
enum SettingsFile {
    /// - Throws: a `Failure.usage` that names the file, and the key at fault.
    static func read(path: String) throws(Failure) -> [Setting: String] {
        let bytes: [UInt8]
        do {
            bytes = try FileAccess.read(path, bytesMax: 1 << 20)
        } catch {
            throw .usage("The configuration file \(path) cannot be read: \(error).")
        }
        return try parse(bytes, path: path)
    }

    static func parse(_ bytes: [UInt8], path: String) throws(Failure) -> [Setting: String] {
        let object: [String: Scalar]
        do {
            object = try JSONDecoder().decode([String: Scalar].self, from: Data(bytes))
        } catch {
            throw .usage(
                "The configuration file \(path) is not a JSON object of texts, numbers, booleans and lists.")
        }
        let known = Dictionary(uniqueKeysWithValues: Setting.allCases.map { ($0.key, $0) })
        var values: [Setting: String] = [:]
        for key in object.keys.sorted() {
            guard let setting = known[key] else {
                throw .usage("\(path) has the key \(key), which is not a setting.")
            }
            values[setting] = object[key]?.text
        }
        return values
    }

    private struct Scalar: Decodable {
        /// nil where the file says null, which is the same as leaving the key out.
        var text: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                text = nil
            } else if let list = try? container.decode([String].self) {
                text = list.joined(separator: ",")
            } else if let string = try? container.decode(String.self) {
                text = string
            } else if let bool = try? container.decode(Bool.self) {
                text = bool ? "true" : "false"
            } else if let integer = try? container.decode(Int.self) {
                text = String(integer)
            } else {
                text = String(try container.decode(Double.self))
            }
        }
    }
}
