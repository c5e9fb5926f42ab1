import GossipCore

// Pictures: only what changed since the last one is made anew.
extension Roster {
    mutating func paintFleets() -> (global: Metrics, fleets: [FleetPicture.Fleet]) {
        board.settle()
        var painted: [FleetPicture.Fleet] = []
        var global = Rollup()
        var board = FleetBoard()
        swap(&board, &self.board)
        for slot in board.fleets.indices where !board.fleets[slot].places.isEmpty {
            painted.append(board.fleets[slot].painted { index in paint(index) })
            global.add(board.fleets[slot].rollup)
        }
        swap(&board, &self.board)
        return (global.metrics, painted)
    }

    private mutating func paint(_ index: Int) -> (FleetPicture.Cluster, PaintedFleet.Tally) {
        let row = clusters[index].row ?? row(index)
        clusters[index].row = row
        let tally = PaintedFleet.Tally(
            isUp: row.down == nil, isNumbered: row.number != nil,
            report: clusters[index].report.map {
                ($0.metrics, $0.commandErrorsTotal, $0.commandsTotal)
            })
        return (row, tally)
    }

    private func row(_ index: Int) -> FleetPicture.Cluster {
        let record = clusters[index]
        let home = down(home: record.home)
        return FleetPicture.Cluster(
            identity: record.identity.text, fleet: record.entry.fleet.text, number: record.number,
            down: down(index),
            since: record.entry.isDown ? record.entry.since : home?.since ?? record.entry.since,
            lastSeen: record.lastSeen, home: record.home, version: record.entry.version,
            scrapeTarget: record.entry.scrapeTarget, metrics: record.report?.metrics ?? Metrics(),
            shards: record.report?.shards ?? [], history: record.history)
    }

    /// Something that the view shows of a cluster changed.
    mutating func repaint(_ index: Int) {
        // Without a row it is known to be stale, or was never painted.
        guard clusters[index].row != nil else { return }
        clusters[index].row = nil
        board.touch(index)
    }
}
