import Membership

/// Who waits for the answer of a request that the roster was handed.
struct OpenRequests {
    enum Asker {
        case register(Mailbox.Reply<Answer.Register>)
        /// Nobody: the beat was answered when it came.
        case beat(ClusterIdentity)
        case heartbeat(ClusterIdentity?, Mailbox.Reply<Answer.Heartbeat>)
        case forget(Mailbox.Reply<Answer.Forget>)
        case shard(Mailbox.Reply<ShardAnswer>)

        /// Nothing is decided here any more.
        func tellEnd() {
            switch self {
            case .register(let reply): reply.resume(returning: nil)
            case .heartbeat(_, let reply): reply.resume(returning: nil)
            case .forget(let reply): reply.resume(returning: nil)
            case .shard(let reply): reply.resume(returning: nil)
            case .beat: break
            }
        }
    }

    private var askers: [UInt64: Asker] = [:]
    private var last: UInt64 = 0

    mutating func open(for asker: Asker) -> RequestID {
        last += 1
        askers[last] = asker
        return RequestID(last)
    }

    /// - Returns: nil for a request that was answered, or never opened.
    mutating func close(_ request: RequestID) -> Asker? { askers.removeValue(forKey: request.number) }

    mutating func endAll() {
        for asker in askers.values { asker.tellEnd() }
        askers.removeAll()
    }
}

extension Mailbox.Letter {
    /// Nobody reads it any more.
    func tellEnd() {
        switch self {
        case .register(_, let reply): reply.resume(returning: nil)
        case .heartbeat(_, let reply): reply.resume(returning: nil)
        case .forget(_, let reply): reply.resume(returning: nil)
        case .shard(_, let reply): reply.resume(returning: nil)
        case .beat, .persisted, .seeds, .leave, .discord, .drain: break
        }
    }
}
