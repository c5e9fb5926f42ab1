/// The order in which clusters are shown, kept while they change, and which fleets a picture must paint
/// anew.
struct FleetBoard: Sendable {
    /// Where a cluster stands in its fleet.
    struct Place: Comparable, Sendable {
        /// nil while pending: those come last, by identity.
        var number: ClusterNumber?
        var identity: ClusterIdentity
        var index: Int

        static func < (left: Place, right: Place) -> Bool {
            switch (left.number, right.number) {
            case (let one?, let other?) where one != other: one < other
            case (nil, _?): false
            case (_?, nil): true
            default: left.identity < right.identity
            }
        }
    }

    /// By code point of the name. Fleets that lost all clusters stay, empty, and are not shown.
    var fleets: [PaintedFleet] = []
    /// By the cluster's index.
    private var standing: [(fleet: FleetName, place: Place)?] = []
    /// Rises with every change that a document shows.
    private(set) var version: UInt64 = 0
    /// Whether the next picture shows another version.
    private var isTouched = false

    /// Something that no fleet shows changed: a member.
    mutating func touch() { isTouched = true }

    /// A cluster is to be painted anew; say so once between two pictures.
    mutating func touch(_ index: Int) {
        guard let (fleet, place) = standing[index] else { return }
        isTouched = true
        fleets[slot(of: fleet)].stale.append(place)
    }

    /// A picture was taken.
    mutating func settle() {
        if isTouched { version += 1 }
        isTouched = false
    }

    /// Puts a cluster where it belongs; O(log n), and a move of what stands behind it.
    mutating func place(
        _ index: Int, _ identity: ClusterIdentity, in fleet: FleetName, _ number: ClusterNumber?
    ) {
        let place = Place(number: number, identity: identity, index: index)
        while standing.count <= index { standing.append(nil) }
        if let former = standing[index] {
            if former.fleet == fleet, former.place == place { return }
            fleets[slot(of: former.fleet)].remove(former.place)
        }
        standing[index] = (fleet, place)
        isTouched = true
        let slot = slot(of: fleet)
        if slot == fleets.count || fleets[slot].name != fleet {
            fleets.insert(PaintedFleet(name: fleet), at: slot)
        }
        fleets[slot].insert(place)
    }

    private func slot(of name: FleetName) -> Int { fleets.position { $0.name < name } }
}

extension Array {
    /// The first element of a sorted array that does not precede.
    func position(_ precedes: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if precedes(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
