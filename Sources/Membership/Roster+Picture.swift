import GossipCore

// Pictures: only what changed since the last one is made anew.
extension Roster {
    mutating func paintFleets() -> (global: Metrics, fleets: [FleetPicture.Fleet]) {
        board.settle()
        var painted: [FleetPicture.Fleet] = []
        var global = Rollup()
        for slot in board.fleets.indices where !board.fleets[slot].places.isEmpty {
            let fleet = board.fleets[slot].painted ?? paint(slot)
            board.fleets[slot].painted = fleet
            painted.append(fleet)
            for place in board.fleets[slot].places where down(place.index) == nil {
                if let report = clusters[place.index].report { global.add(report) }
            }
        }
        return (global.metrics, painted)
    }

    private mutating func paint(_ slot: Int) -> FleetPicture.Fleet {
        let places = board.fleets[slot].places
        var rollup = Rollup()
        var fleet = FleetPicture.Fleet(
            name: board.fleets[slot].name.text, clustersUp: 0, clustersTotal: 0, rollup: Metrics(),
            clusters: [])
        fleet.clusters.reserveCapacity(places.count)
        for place in places {
            let row = row(place.index)
            fleet.clusters.append(row)
            if row.number != nil {
                fleet.clustersTotal += 1
                fleet.clustersUp += row.down == nil ? 1 : 0
            }
            if row.down == nil, let report = clusters[place.index].report { rollup.add(report) }
        }
        fleet.rollup = rollup.metrics
        return fleet
    }

    private mutating func row(_ index: Int) -> FleetPicture.Cluster {
        if let row = clusters[index].row { return row }
        let record = clusters[index]
        let home = homes.down(record.home)
        let row = FleetPicture.Cluster(
            identity: record.identity.text, fleet: record.entry.fleet.text, number: record.number,
            down: down(index),
            since: record.entry.isDown ? record.entry.since : home?.since ?? record.entry.since,
            lastSeen: record.lastSeen, home: record.home, version: record.entry.version,
            scrapeTarget: record.entry.scrapeTarget, metrics: record.report?.metrics ?? Metrics(),
            shards: record.report?.shards ?? [], history: record.history)
        clusters[index].row = row
        return row
    }
}
