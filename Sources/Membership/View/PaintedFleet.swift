/// One fleet on the board: its clusters in order, and what the last picture showed of each.
struct PaintedFleet: Sendable {
    /// What a rollup needs of one cluster, side by side for all: 5,000 of them are read for each picture.
    struct Tally: Sendable {
        var isUp: Bool
        var isNumbered: Bool
        /// nil before the first report.
        var report: (metrics: Metrics, commandErrorsTotal: Double, commandsTotal: Double)?
    }

    let name: FleetName
    /// Ascending.
    private(set) var places: [FleetBoard.Place] = []
    /// Aligned with `places`, once painted.
    private(set) var rows: [FleetPicture.Cluster] = []
    private var tallies: [Tally] = []
    /// Clusters to paint anew.
    var stale: [FleetBoard.Place] = []
    /// Whether `places` changed, so that nothing is aligned with it.
    private var isReordered = true
    private(set) var rollup = Rollup()
    private var picture: FleetPicture.Fleet

    init(name: FleetName) {
        self.name = name
        picture = FleetPicture.Fleet(
            name: name.text, clustersUp: 0, clustersTotal: 0, rollup: Metrics(), clusters: [])
    }

    mutating func insert(_ place: FleetBoard.Place) {
        places.insert(place, at: position(of: place))
        isReordered = true
    }

    mutating func remove(_ place: FleetBoard.Place) {
        places.remove(at: position(of: place))
        isReordered = true
    }

    /// The fleet as it is now. Only what is stale is painted anew.
    mutating func painted(
        _ paint: (Int) -> (FleetPicture.Cluster, Tally)
    ) -> FleetPicture.Fleet {
        guard isReordered || !stale.isEmpty else { return picture }
        if isReordered {
            rows.removeAll(keepingCapacity: true)
            tallies.removeAll(keepingCapacity: true)
            for place in places {
                let (row, tally) = paint(place.index)
                rows.append(row)
                tallies.append(tally)
            }
        } else {
            // The last picture shares the rows, but this fleet's own must not, or they are copied twice.
            picture.clusters = []
            for place in stale {
                let position = position(of: place)
                (rows[position], tallies[position]) = paint(place.index)
            }
        }
        isReordered = false
        stale.removeAll(keepingCapacity: true)
        count()
        return picture
    }

    private mutating func count() {
        rollup = Rollup()
        picture.clustersUp = 0
        picture.clustersTotal = 0
        for tally in tallies {
            if tally.isNumbered {
                picture.clustersTotal += 1
                picture.clustersUp += tally.isUp ? 1 : 0
            }
            guard tally.isUp, let report = tally.report else { continue }
            rollup.add(
                report.metrics, commandErrorsTotal: report.commandErrorsTotal,
                commandsTotal: report.commandsTotal)
        }
        picture.rollup = rollup.metrics
        picture.clusters = rows
    }

    private func position(of place: FleetBoard.Place) -> Int { places.position { $0 < place } }
}
