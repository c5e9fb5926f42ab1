import GossipCore

/// What this node waits for its disk to confirm.
struct TokenTable: Sendable {
    enum Purpose: Sendable {
        case registration(ClusterIdentity)
        case number(NumberKey, ClusterIdentity)
    }

    private var last: UInt64 = 0
    private var purposes: [PersistToken: Purpose] = [:]
    /// Numbers on their way to the disk: they need not be sent there again.
    private var numbers: [NumberKey: ClusterIdentity] = [:]

    var count: Int { purposes.count }

    mutating func issue(registrationOf identity: ClusterIdentity) -> PersistToken {
        issue(.registration(identity))
    }

    /// - Returns: nil where a token for this number and holder is out.
    mutating func issue(_ key: NumberKey, _ identity: ClusterIdentity) -> PersistToken? {
        guard numbers.updateValue(identity, forKey: key) != identity else { return nil }
        return issue(.number(key, identity))
    }

    mutating func redeem(_ token: PersistToken) -> Purpose? {
        let purpose = purposes.removeValue(forKey: token)
        if case .number(let key, let identity)? = purpose, numbers[key] == identity { numbers[key] = nil }
        return purpose
    }

    private mutating func issue(_ purpose: Purpose) -> PersistToken {
        last += 1
        let token = PersistToken(last)
        purposes[token] = purpose
        return token
    }
}
