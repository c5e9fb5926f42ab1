import GossipCore

// Between `Shards` and the node: registers, messages, and what all nodes say of their shards (docs/shards.md).
extension Roster {
    /// Hands one input to the shards, and carries out what they want.
    mutating func withShards(_ input: ShardInput, at moment: Moment, into outbox: inout RosterOutbox) {
        // Taken out, so that it is changed in place.
        guard var manager = shards.take() else { return }
        manager.core.handle(input, at: moment.now, into: &manager.outbox)
        manager.wakeAt = manager.core.nextDeadline(after: moment.now)
        manager.lookSoon(at: moment.now)
        var wants = ShardOutbox()
        swap(&wants, &manager.outbox)
        shards = consume manager
        for (target, bytes) in wants.messages {
            node.handle(
                .command(.send(to: target, bytes)), at: moment.now, wall: moment.wall, into: &outbox.gossip)
        }
        for (key, change) in wants.proposals {
            let decide = Command.decide(key, change, within: ShardTerms.decisionSpan)
            node.handle(.command(decide), at: moment.now, wall: moment.wall, into: &outbox.gossip)
        }
        for (request, answer) in wants.answers { outbox.answers.append((request, .shard(answer))) }
        wants.removeAll()
        shards?.outbox = wants
    }

    mutating func ask(
        _ id: RequestID, _ request: ShardRequest, fresh: SessionID, at moment: Moment,
        into outbox: inout RosterOutbox
    ) {
        guard shards != nil else {
            return outbox.answers.append((id, .shard(.unavailable(retryAfter: 60))))
        }
        switch request {
        case .connect(let application, let instance):
            withShards(.connect(id, application, fresh: fresh, instance: instance), at: moment, into: &outbox)
        case .beat(let application, let session, let report):
            withShards(.beat(id, application, session, report), at: moment, into: &outbox)
        case .disconnect(let application, let session):
            withShards(.disconnect(id, application, session), at: moment, into: &outbox)
        case .identify(let application, let session):
            withShards(.identify(id, application, session), at: moment, into: &outbox)
        }
    }

    mutating func startShards(at moment: Moment, into outbox: inout RosterOutbox) {
        guard shards != nil else { return }
        // What a former run said, peers tell meanwhile.
        shards?.look(at: moment.now, nextAt: moment.now + ShardManager.silence)
        withShards(.serve(settings.applications.map(\.id)), at: moment, into: &outbox)
        shardsHear(of: node.voting, at: moment, into: &outbox)
        for member in node.members { shardsHear(of: member.record, at: moment, into: &outbox) }
    }

    /// The voters, or a member's state, may be others than before.
    mutating func shardsHear(of voting: VotingStatus, at moment: Moment, into outbox: inout RosterOutbox) {
        withShards(.voters(voting.voters, isVoter: voting.isVoter), at: moment, into: &outbox)
    }

    mutating func shardsHear(of record: MemberRecord, at moment: Moment, into outbox: inout RosterOutbox) {
        guard shards != nil, record.id != node.configuration.id else { return }
        shards?.isBookStale = true
        if record.state == .forgotten { shards?.book.forget(record.id) }
        withShards(.member(record.id, isDead: record.state.isGone), at: moment, into: &outbox)
    }

    /// What is due by now: a wake, a notice, the book, a question to Discord.
    mutating func tendShards(at moment: Moment, into outbox: inout RosterOutbox) {
        guard let due = shardsDue, due <= moment.now else { return }
        if let wakeAt = shards?.wakeAt, wakeAt <= moment.now {
            withShards(.wake, at: moment, into: &outbox)
            drain(at: moment, into: &outbox)
        }
        settleBook(at: moment, into: &outbox)
        sayShards(at: moment, into: &outbox)
        wishSizes(at: moment, into: &outbox)
        askDiscord(at: moment, into: &outbox)
        drain(at: moment, into: &outbox)
    }

    var shardsDue: Instant? {
        guard let shards else { return nil }
        var due = min(shards.wakeAt, shards.sayAt)
        if shards.isBookStale || shards.bookDue != nil {
            let wanted = shards.isBookStale ? .zero : shards.bookDue ?? .zero
            due = min(due, max(wanted, shards.settledAt + ShardManager.settlePause))
        }
        return due
    }
}

// What nodes say of their shards.
extension Roster {
    /// A page of a node arrived.
    /// - Returns: whether the report was one.
    mutating func takeNotice(
        _ report: Report, at moment: Moment, into outbox: inout RosterOutbox
    ) -> Bool {
        guard let (sender, index) = ShardNotice.address(of: report.key) else { return false }
        guard shards != nil else { return true }
        if sender == node.configuration.id {
            guard shards?.isOutdone(by: report.version, at: moment.wall) == true else { return true }
            // Of a former run: what it held is looked for at once, before its bots ask.
            if let former = ShardNotice(pages: [0: report.payload]) {
                for application in settings.applications.map(\.id)
                where former.sessions.contains(where: { $0.application == application }) {
                    withShards(.recover(application), at: moment, into: &outbox)
                }
            }
            shards?.lookSoon(at: moment.now)
            return true
        }
        shards?.book.take(report.payload, index, of: sender)
        shards?.isBookStale = true
        return true
    }

    private mutating func sayShards(at moment: Moment, into outbox: inout RosterOutbox) {
        guard let manager = shards, manager.sayAt <= moment.now else { return }
        // A run that does not know its sessions yet leaves those of the former one standing.
        guard !manager.core.isRecovering else {
            shards?.look(at: moment.now, nextAt: moment.now + ShardManager.pauseMin)
            return
        }
        let saying = ShardManager.Saying(
            notifies: settings.notifies, applications: settings.applications.map { word(of: $0) },
            sessions: manager.core.summaries)
        guard let due = manager.due(saying, homes: manager.book.homes.count) else {
            // A change of the core looks again, and so does a look from time to time, for the budget.
            shards?.look(at: moment.now, nextAt: moment.now + .seconds(ShardManager.pauseRange.lowerBound))
            return
        }
        guard due <= moment.now else {
            shards?.look(at: moment.now, nextAt: due)
            return
        }
        var notice = ShardNotice(
            notifies: saying.notifies, terms: settings.shardTerms, applications: saying.applications)
        notice.sessions = saying.sessions.map { $0.told(at: moment) }
        let own = node.configuration.id
        let standing = node.report(ShardNotice.key(own, page: 0))?.version
        let reports =
            shards?.say(saying, notice, own: own, standing: standing, at: moment) ?? []
        for report in reports {
            node.handle(
                .command(.publish(report)), at: moment.now, wall: moment.wall, into: &outbox.gossip)
            if let index = ShardNotice.address(of: report.key)?.page {
                shards?.book.take(report.payload, index, of: own)
            }
        }
        shards?.isBookStale = true
        shards?.look(at: moment.now, nextAt: moment.now + ShardManager.pauseMin)
    }

    private func word(of application: ShardApplication) -> ShardNotice.Application {
        var word = ShardNotice.Application(id: application.id, hasToken: application.hasToken)
        word.size = shards?.core.size(of: application.id)
        word.discord = shards?.words[application.id]
        word.identifiesLeft = shards?.core.identifiesLeft(of: application.id)
        if let wish = application.wish(after: word.discord) {
            word.wish = wish
            word.wishedAt = startedAt ?? word.wishedAt
        }
        return word
    }

    private mutating func settleBook(at moment: Moment, into outbox: inout RosterOutbox) {
        guard let isStale = shards?.isBookStale, let settledAt = shards?.settledAt else { return }
        let isDue = shards?.bookDue.map { $0 <= moment.now } ?? false
        guard isDue || isStale, settledAt + ShardManager.settlePause <= moment.now else { return }
        shards?.book.read()
        guard let manager = shards else { return }
        let homes = clustersByHome(manager.book.homes)
        var sizes: [ApplicationID: PoolSize] = [:]
        for application in settings.applications {
            sizes[application.id] = manager.core.size(of: application.id)
        }
        var book = manager.book
        let changes = book.settle(
            settings.applications, sizes: sizes, wait: manager.core.wait, at: moment.wall
        ) { id in
            PoolBook.Home(
                name: node.member(id)?.record.name, isDown: isGone(id), clusters: homes[id] ?? [])
        }
        shards?.book = book
        shards?.isBookStale = false
        shards?.settledAt = moment.now
        shards?.bookDue = book.nextChange.map { change in
            let milliseconds = change.milliseconds - min(change.milliseconds, moment.wall.milliseconds)
            return moment.now + .milliseconds(Int(clamping: milliseconds) + 1)
        }
        board.touch()
        for (application, shard, change) in changes {
            outbox.changes.append(.shard(application, shard: shard, change))
        }
    }

    private func isGone(_ id: NodeID) -> Bool {
        if id == node.configuration.id { return node.own.state != .alive }
        return node.member(id)?.record.state.isGone ?? true
    }

    private func clustersByHome(
        _ homes: Set<NodeID>
    ) -> [NodeID: [(cluster: ShardPool.Cluster, shards: Set<String>)]] {
        guard !homes.isEmpty else { return [:] }
        var found: [NodeID: [(cluster: ShardPool.Cluster, shards: Set<String>)]] = [:]
        for index in clusters.all where homes.contains(clusters[index].home) {
            let record = clusters[index]
            let cluster = ShardPool.Cluster(
                identity: record.identity.text, fleet: record.entry.fleet.text, number: record.number)
            found[record.home, default: []].append((cluster, Set(record.report?.shards.map(\.id) ?? [])))
        }
        return found
    }
}

// What one node does for all.
extension Roster {
    /// The living node with the lowest id of those that can: a convenience, for done twice is done too.
    private func isElected(_ isAble: (ShardNotice) -> Bool) -> Bool {
        guard let notices = shards?.book.notices else { return false }
        let own = node.configuration.id
        return !notices.contains { id, notice in id < own && isAble(notice) && !isGone(id) }
    }

    /// Whether this node sends notifications for the fleet.
    var isNotifier: Bool { settings.notifies && isElected(\.notifies) }

    private mutating func askDiscord(at moment: Moment, into outbox: inout RosterOutbox) {
        for application in settings.applications where application.hasToken {
            let due = shards?.askDiscordAt[application.id] ?? .zero
            guard due <= moment.now, node.isSynchronised,
                isElected({ $0.application(application.id)?.hasToken ?? false })
            else { continue }
            // Until it answers, or for as long as a client waits at most.
            shards?.askDiscordAt[application.id] = moment.now + .seconds(60)
            outbox.changes.append(.discordIsDue(application.id))
        }
    }

    mutating func hearDiscord(
        _ application: ApplicationID, _ word: DiscordWord?, at moment: Moment, into outbox: inout RosterOutbox
    ) {
        shards?.heardDiscord(word, of: application, at: moment)
        shards?.lookSoon(at: moment.now)
    }

    /// Voters agree on the size that was wished last, and on what is left of the budget.
    private mutating func wishSizes(at moment: Moment, into outbox: inout RosterOutbox) {
        guard let notices = shards?.book.notices, !notices.isEmpty else { return }
        for application in settings.applications {
            let words = notices.compactMap { id, notice in notice.application(application.id).map { (id, $0) }
            }
            let wish = words.filter { $0.1.wish != nil }
                .max { one, other in one.1.isOutweighed(by: other.1, one.0 < other.0) }?.1.wish
            if let wish, shards?.wished[application.id] != wish {
                shards?.wished[application.id] = wish
                withShards(.pool(application.id, wish), at: moment, into: &outbox)
            }
            if let word = words.compactMap(\.1.discord).max(by: { $0.askedAt < $1.askedAt }),
                shards?.counted[application.id] != word
            {
                shards?.counted[application.id] = word
                let age = moment.wall.milliseconds - min(word.askedAt.milliseconds, moment.wall.milliseconds)
                let askedAt = moment.now + Instant.Span(nanoseconds: -Int64(clamping: age) &* 1_000_000)
                withShards(.budget(application.id, word, askedAt: askedAt), at: moment, into: &outbox)
            }
        }
    }
}

extension MemberState {
    fileprivate var isGone: Bool { self != .alive && self != .suspect }
}

extension ShardNotice.Application {
    /// A setting outweighs Discord, a later word an earlier one.
    fileprivate func isOutweighed(by other: ShardNotice.Application, _ isLower: Bool) -> Bool {
        guard let wish, let next = other.wish else { return other.wish != nil }
        if wish.source != next.source { return next.source == .setting }
        return wishedAt == other.wishedAt ? isLower : wishedAt < other.wishedAt
    }
}

extension ShardApplication {
    /// What the voters are to agree on as far as this node is asked.
    fileprivate func wish(after word: DiscordWord?) -> PoolSize? {
        let buckets = buckets ?? word?.buckets ?? 1
        if let shards { return PoolSize(shards: shards, buckets: buckets, source: .setting) }
        guard let word else { return nil }
        return PoolSize(shards: word.recommendedShards, buckets: buckets, source: .discord)
    }
}
