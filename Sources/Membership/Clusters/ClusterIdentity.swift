/// The identity of a cluster. Two spellings of one text (NFC and NFD) are two clusters, though `String`
/// holds them equal: bytes of UTF-8 are compared, whose order is that of code points.
public struct ClusterIdentity: Hashable, Comparable, Sendable {
    /// CONTRACT.md: names over 256 bytes are refused.
    public static let bytesMax = 256

    /// 1 to `bytesMax` bytes of UTF-8.
    public let text: String

    /// - Returns: nil where `text` is empty or too long.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= Self.bytesMax else { return nil }
        self.text = text
    }

    /// - Returns: nil unless these are 1 to `bytesMax` bytes of UTF-8.
    init?(utf8: some Collection<UInt8>) {
        guard let text = String(validating: utf8, as: UTF8.self) else { return nil }
        self.init(text)
    }

    var utf8: [UInt8] { Array(text.utf8) }

    public static func == (left: ClusterIdentity, right: ClusterIdentity) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    public static func < (left: ClusterIdentity, right: ClusterIdentity) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(utf8Of: text) }
}
