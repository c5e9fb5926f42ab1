/// What is measured.
enum Stage: Int, CaseIterable {
    case bareSeal, bareOpen, bareAck, sealed, opened, decoded, handled

    var label: String {
        switch self {
        case .bareSeal: "libsodium, seal"
        case .bareOpen: "libsodium, open"
        case .bareAck: "libsodium, seal as much as the ack"
        case .sealed: "sealed"
        case .opened: "opened"
        case .decoded: "opened and decoded"
        case .handled: "handled, ack sealed"
        }
    }

    /// What libsodium alone does for the same result.
    var bare: [Stage] {
        switch self {
        case .bareSeal, .sealed: [.bareSeal]
        case .bareOpen, .opened, .decoded: [.bareOpen]
        case .bareAck: [.bareAck]
        case .handled: [.bareOpen, .bareAck]
        }
    }
}
