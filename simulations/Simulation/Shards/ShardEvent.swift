import GossipCore
import Membership

/// Something that will happen, at a true time.
struct ShardEvent: Comparable {
    enum Kind {
        case wake(host: Int, life: Int)
        case message(from: NodeID, to: Int, [UInt8])
        /// A decision takes effect; `life` is nil where nobody is told.
        case decision(host: Int, life: Int, RegisterKey, RegisterChange, isTold: Bool)
        case outcome(host: Int, life: Int, RegisterKey, GossipCore.Outcome)
        /// `life` is nil unless a process has it in its hands, and then it dies with the process.
        case request(host: Int, ShardInput, life: Int?)
        case response(bot: Int, request: UInt64, ShardAnswer, isLate: Bool)
        case bot(Int, turn: Int, ShardWorld.BotStep)
        case fault(ShardWorld.Fault)
        /// Held back by a pause.
        case output(host: Int, life: Int, ShardOutbox)
    }

    let time: UInt64
    let order: UInt64
    let kind: Kind

    static func < (left: ShardEvent, right: ShardEvent) -> Bool {
        (left.time, left.order) < (right.time, right.order)
    }

    static func == (left: ShardEvent, right: ShardEvent) -> Bool { left.order == right.order }
}
