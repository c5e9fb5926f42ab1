import GossipCore

/// The register that paces the identifies of one application. Each permit is one change of it, made by its owner,
/// and takes one from the day's budget. There is no clock in it: who takes it over waits.
struct IdentifyPace: Hashable, Sendable {
    var owner: NodeID
    /// Of the owner's run: an owner that starts again is a new one.
    var boot: UInt64
    /// Counts permits and changes of the owner.
    var serial: UInt64 = 0
    /// How long after the ask of the last permit the last turn that was promised may be used, in milliseconds.
    var horizon: UInt64 = 0
    /// Identifies that are left until Discord counts anew. Nil: nobody asked Discord.
    var remaining: UInt64?

    /// Takes it over, whoever owned it.
    static func take(from former: IdentifyPace?, owner: NodeID, boot: UInt64) -> RegisterChange {
        RegisterChange { value in
            guard value == former?.encoded else { return nil }
            var next = former ?? IdentifyPace(owner: owner, boot: boot)
            (next.owner, next.boot) = (owner, boot)
            next.serial += 1
            return next.encoded
        }
    }

    /// The next permit; nothing happens where it is not the next, or the budget's reserve would be touched.
    static func permit(after former: IdentifyPace, horizon: UInt64, reserve: UInt64) -> RegisterChange {
        RegisterChange { value in
            guard value == former.encoded, !former.isSpent(keeping: reserve) else { return nil }
            return former.permitted(horizon: horizon).encoded
        }
    }

    /// Whether no more than the reserve is left of the day.
    func isSpent(keeping reserve: UInt64) -> Bool { remaining.map { $0 <= reserve } ?? false }

    /// How long a new owner waits: what was promised last was decided, delivered, used, and a whole window passed.
    var wait: Instant.Span {
        let horizon = Instant.Span.milliseconds(Int(clamping: min(horizon, 60_000)))
        let all =
            horizon + ShardTerms.decisionSpan + PaceDesk.delivery + PaceDesk.permitWindow + PaceDesk.window
        return all + all / 100 + .milliseconds(250)
    }

    /// After one more permit.
    func permitted(horizon: UInt64) -> IdentifyPace {
        var next = self
        next.remaining = remaining.map { $0 - min($0, 1) }
        next.serial += 1
        next.horizon = horizon
        return next
    }

    /// What Discord said is left. It was asked when the register stood at `serial`, so what was permitted since
    /// may not be counted in it.
    static func budget(_ remaining: UInt64, at serial: UInt64) -> RegisterChange {
        RegisterChange { value in
            guard var next = value.flatMap(IdentifyPace.init(encoded:)) else { return nil }
            let since = next.serial > serial ? next.serial - serial : 0
            next.remaining = remaining > since ? remaining - since : 0
            return next.encoded
        }
    }

    /// `format 1 | owner 16 | boot 8 | serial varint | horizon varint | known 1 | remaining varint`
    var encoded: [UInt8] {
        var writer = PayloadWriter()
        writer.byte(1)
        writer.node(owner)
        writer.word64(boot)
        writer.varint(serial)
        writer.varint(horizon)
        writer.byte(remaining == nil ? 0 : 1)
        writer.varint(remaining ?? 0)
        return writer.bytes
    }

    init(owner: NodeID, boot: UInt64) {
        self.owner = owner
        self.boot = boot
    }

    init?(_ outcome: Outcome) {
        guard case .decided(let value?) = outcome else { return nil }
        self.init(encoded: value)
    }

    init?(encoded: [UInt8]) {
        var reader = PayloadReader(encoded)
        guard reader.byte() == 1, let owner = reader.node(), let boot = reader.word64(),
            let serial = reader.varint(), let horizon = reader.varint(), let isKnown = reader.flag(),
            let remaining = reader.varint(), reader.remaining == 0
        else { return nil }
        self.init(owner: owner, boot: boot)
        self.serial = serial
        self.horizon = horizon
        self.remaining = isKnown ? remaining : nil
    }
}
