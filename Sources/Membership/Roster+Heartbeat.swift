import GossipCore

// `POST /fleet/heartbeat`, and what it makes other nodes see.
extension Roster {
    mutating func heartbeat(
        _ id: RequestID, _ identity: String, _ lease: String?, _ digest: SnapshotDigest?, at moment: Moment,
        into outbox: inout RosterOutbox
    ) {
        guard let index = ClusterIdentity(identity).flatMap({ clusters.index(of: $0) }) else {
            return answer(id, .unknownIdentity, into: &outbox)
        }
        guard isAllowed(lease, index) else { return answer(id, .leasedToAnother, into: &outbox) }
        let isStatusChange = claim(index, at: moment, into: &outbox)
        beat(index, at: moment)
        report(index, digest, isUrgent: isStatusChange, at: moment, into: &outbox)
        answer(id, .accepted, into: &outbox)
    }

    /// Makes this node the home of a cluster that beats here, and the cluster up.
    /// - Returns: whether its home or its status changed.
    private mutating func claim(_ index: Int, at moment: Moment, into outbox: inout RosterOutbox) -> Bool {
        let record = clusters[index]
        let isChange = !isHome(index) || down(index) != nil
        guard isChange || record.keeping?.isClaimed != true else { return false }
        var entry = record.entry
        if down(index) != nil { entry.since = moment.wall }
        entry.isDown = false
        entry.lastSeen = moment.wall
        put(entry, of: record.identity, token: nil, at: moment, into: &outbox)
        return isChange
    }

    /// Notes a sign of life at this home.
    mutating func beat(_ index: Int, at moment: Moment) {
        guard isHome(index) else { return }
        if clusters[index].keeping == nil { keep(index, since: moment.now) }
        clusters[index].keeping?.lastBeat = moment.now
        arm(index, at: moment.now + settings.timeToLive)
    }

    /// Makes a report of a beat, and publishes it: at once when `isUrgent`, else when its turn comes.
    private mutating func report(
        _ index: Int, _ digest: SnapshotDigest?, isUrgent: Bool, at moment: Moment,
        into outbox: inout RosterOutbox
    ) {
        guard clusters[index].keeping != nil else { return }
        let former = clusters[index].keeping?.waiting ?? clusters[index].report
        if let digest, let metrics = clusters[index].keeping?.meter.metrics(of: digest, at: moment.now) {
            clusters[index].keeping?.waiting = ClusterReport(
                digest: digest, metrics: metrics, lastSeen: moment.wall)
        } else {
            clusters[index].keeping?.waiting = ClusterReport(
                metrics: former?.metrics ?? Metrics(), commandErrorsTotal: former?.commandErrorsTotal ?? 0,
                commandsTotal: former?.commandsTotal ?? 0, shards: former?.shards ?? [],
                lastSeen: moment.wall)
        }
        publish(index, isUrgent: isUrgent, at: moment, into: &outbox)
    }

    /// Publishes the waiting report, or sets a deadline for it.
    mutating func publish(
        _ index: Int, isUrgent: Bool, at moment: Moment, into outbox: inout RosterOutbox
    ) {
        guard let keeping = clusters[index].keeping, let report = keeping.waiting else { return }
        let due = keeping.pace.due(interval: settings.heartbeatInterval)
        guard isUrgent || due <= moment.now else { return arm(index, at: due) }
        clusters[index].keeping?.waiting = nil
        clusters[index].keeping?.pace.published(at: moment.now, interval: settings.heartbeatInterval)
        clusters[index].keeping?.sequence += 1
        let version = Report.Version(claim: clusters[index].claim, sequence: keeping.sequence + 1)
        for (page, payload) in report.encode().enumerated() {
            let key = ReportKey.bytes(clusters[index].identity, page: page)
            node.handle(
                .command(.publish(Report(key: key, version: version, payload: payload))),
                at: moment.now, wall: moment.wall, into: &outbox.gossip)
        }
        show(report, index)
    }

    /// A report of another home arrived, or one of this home's former run.
    mutating func takeReport(_ report: Report) {
        guard let identity = ReportKey.identity(decoding: report.key),
            let index = clusters.index(of: identity)
        else { return }
        // Further pages hold shards alone: for those it is enough to be read when somebody looks.
        if report.key.last == 0 { readReport(index) } else { unreadPages.insert(index) }
    }

    /// Reads the first page that the node holds, which is all of most reports. A page that does not decode
    /// is of a later version, and costs what it would have told.
    mutating func readReport(_ index: Int) {
        guard let first = page(0, of: clusters[index].identity) else { return }
        if first.count > 1 { unreadPages.insert(index) }
        show([first], index)
    }

    /// Puts together the reports of several pages.
    mutating func readPages() {
        let unread = unreadPages
        unreadPages.removeAll(keepingCapacity: true)
        for index in unread {
            let identity = clusters[index].identity
            guard let first = page(0, of: identity) else { continue }
            show([first] + (1..<max(1, first.count)).compactMap { page($0, of: identity) }, index)
        }
    }

    private mutating func show(_ pages: [ReportPage], _ index: Int) {
        guard let report = ClusterReport(pages: pages), report != clusters[index].report else { return }
        show(report, index)
    }

    /// `mutating` only so that it is not handed a copy of the roster for each report.
    private mutating func page(_ page: Int, of identity: ClusterIdentity) -> ReportPage? {
        guard let report = node.report(ReportKey.bytes(identity, page: page)) else { return nil }
        return try? ClusterReport.decode(page: report.payload)
    }

    private mutating func show(_ report: ClusterReport, _ index: Int) {
        clusters[index].report = report
        repaint(index)
        let point = FleetPicture.HistoryPoint(at: report.lastSeen, metrics: report.metrics)
        clusters[index].history.record(point, interval: settings.heartbeatInterval)
    }

    private func answer(_ id: RequestID, _ answer: Answer.Heartbeat, into outbox: inout RosterOutbox) {
        outbox.answers.append((id, .heartbeat(answer)))
    }
}
