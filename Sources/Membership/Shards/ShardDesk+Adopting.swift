import GossipCore

// A session goes on at another home, in two steps (docs/shards.md, Adoption). First the generation of its home is
// closed, so that this home's rights run out, whatever it believes; then the slot moves. A home that starts again
// does the same with its own sessions.
extension ShardDesk {
    /// Where it saw the session last: enough for its beats to be sent there. What it did not see, a register says.
    mutating func find(
        _ session: SessionID, of application: ApplicationID, _ ask: UInt64, for home: NodeID
    ) {
        guard isVoter else { return }
        if let slot = boards[application]?.standings[session.shard]?.slot, slot.session == session,
            !slot.isReleased
        {
            return messages.append((home, .seen(application, session, ask: ask, slot)))
        }
        let question = DeskStep.Adoption(
            application: application, session: session, ask: ask, home: home, generation: 0, term: 0,
            from: nil)
        read(session.shard, of: application, .finding(question))
    }

    mutating func found(_ adoption: DeskStep.Adoption, _ outcome: Outcome, at now: Instant) {
        let shard = adoption.session.shard
        guard let block = learn(adoption.application, ShardBlock.index(of: shard), outcome, at: now) else {
            return
        }
        guard let slot = block[shard], slot == adoption.from,
            slot.home != adoption.home || slot.generation != adoption.generation,
            slot.session == adoption.session, !slot.isReleased
        else { return tell(adoption, block[shard]) }
        if broken == .adoptsWithoutClosing { return move(adoption, slot) }
        enqueue(ShardRegisters.home(slot.home), HomeLease.close(slot.generation), .closing(adoption))
    }

    mutating func closed(_ adoption: DeskStep.Adoption, _ outcome: Outcome, at now: Instant) {
        guard let from = adoption.from, let lease = learn(from.home, outcome, at: now),
            lease.isOver(from.generation)
        else { return }
        move(adoption, from)
    }

    private mutating func move(_ adoption: DeskStep.Adoption, _ slot: ShardSlot) {
        let shard = adoption.session.shard
        enqueue(
            ShardRegisters.block(ShardBlock.index(of: shard), of: adoption.application),
            ShardBlock.replace(
                shard, slot, with: slot.moved(to: adoption.home, adoption.generation, term: adoption.term)),
            .moving(adoption))
    }

    mutating func moved(_ adoption: DeskStep.Adoption, _ outcome: Outcome, at now: Instant) {
        let shard = adoption.session.shard
        guard let block = learn(adoption.application, ShardBlock.index(of: shard), outcome, at: now) else {
            return
        }
        tell(adoption, block[shard])
    }

    private mutating func tell(_ adoption: DeskStep.Adoption, _ slot: ShardSlot?) {
        let isTheirs = slot?.session == adoption.session && slot?.isReleased == false
        messages.append(
            (
                adoption.home,
                .standing(adoption.application, adoption.session, ask: adoption.ask, isTheirs ? slot : nil)
            ))
    }
}
