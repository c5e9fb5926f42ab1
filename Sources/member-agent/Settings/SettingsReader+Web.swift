/// Addresses of other services, and what is sent to them.
extension SettingsReader {
    /// An address that is no secret.
    func webAddress(_ setting: Setting, mayHaveQuery: Bool) throws(Failure) -> WebAddress? {
        guard let value = self[setting] else { return nil }
        let address = try webAddress(value.text, name(setting, value))
        guard mayHaveQuery || !address.path.contains("?") else {
            throw wrong(setting, value, "must not have a query")
        }
        return address
    }

    /// An address that is a secret, given directly or by a file.
    func hook(_ direct: Setting, file: Setting) throws(Failure) -> NoticeSettings.Hook? {
        guard let (text, origin) = try secretText(direct, file: file) else { return nil }
        let address = try webAddress(text.trimming(while: \.isWhitespace), origin)
        return NoticeSettings.Hook(address: address, origin: origin)
    }

    /// A text of several lines.
    func lines(_ setting: Setting, bytesMax: Int) throws(Failure) -> String? {
        guard let value = self[setting] else { return nil }
        guard value.text.utf8.count <= bytesMax else {
            throw wrong(setting, value, "is longer than \(bytesMax) bytes")
        }
        guard
            !value.text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F })
        else { throw wrong(setting, value, "has a control character") }
        return value.text
    }

    /// The sentence does not show the text: a webhook's address is a secret.
    private func webAddress(_ text: String, _ origin: String) throws(Failure) -> WebAddress {
        guard let address = WebAddress(text) else {
            throw .usage(
                "\(origin) must be an address that begins with https:// or http://, without user, password and "
                    + "fragment.")
        }
        return address
    }
}
