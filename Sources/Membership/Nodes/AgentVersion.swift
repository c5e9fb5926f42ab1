/// The version of the program that a node runs, as that node tells it: 1 to 16 ASCII letters, digits and `.`, `+`,
/// `-`, `_` and `~`, so that it is safe and short wherever it is shown.
public struct AgentVersion: Hashable, Sendable {
    public static let bytesMax = 16

    public let text: String

    /// - Returns: nil for a text that is none.
    public init?(_ text: String) {
        guard 1...Self.bytesMax ~= text.utf8.count, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x2B, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}
