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

    struct Fleet: Sendable {
        let name: FleetName
        /// Ascending.
        var places: [Place] = []
        /// What the last picture showed; nil when that is out of date.
        var painted: FleetPicture.Fleet?
    }

    /// By code point of the name. Fleets that lost all clusters stay, empty, and are not shown.
    var fleets: [Fleet] = []
    private var standing: [Int: (fleet: FleetName, place: Place)] = [:]
    /// Rises with every change that a document shows.
    private(set) var version: UInt64 = 0
    /// Whether the next picture shows another version.
    private var isTouched = false

    /// Something that no fleet shows changed: a member.
    mutating func touch() { isTouched = true }

    mutating func touch(_ name: FleetName) {
        isTouched = true
        let slot = slot(of: name)
        if slot < fleets.count, fleets[slot].name == name { fleets[slot].painted = nil }
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
        if let former = standing[index] {
            if former.fleet == fleet, former.place == place { return }
            let slot = slot(of: former.fleet)
            fleets[slot].places.remove(at: Self.position(of: former.place, in: fleets[slot].places))
            touch(former.fleet)
        }
        standing[index] = (fleet, place)
        let slot = slot(of: fleet)
        if slot == fleets.count || fleets[slot].name != fleet { fleets.insert(Fleet(name: fleet), at: slot) }
        fleets[slot].places.insert(place, at: Self.position(of: place, in: fleets[slot].places))
        touch(fleet)
    }

    private func slot(of name: FleetName) -> Int { Self.position(in: fleets) { $0.name < name } }

    private static func position(of place: Place, in places: [Place]) -> Int {
        position(in: places) { $0 < place }
    }

    /// The first element of a sorted array that does not precede.
    private static func position<Element>(in array: [Element], _ precedes: (Element) -> Bool) -> Int {
        var low = 0
        var high = array.count
        while low < high {
            let middle = (low + high) / 2
            if precedes(array[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
