/// Subkeys of boots that were heard lately, which spare a datagram the key's HChaCha20. Each boot has one place, by
/// the low bits of its id, which are random: in a fleet of a hundred nearly all are found, and in one of thousands,
/// where one hardly ever hears the same boot twice in a row, it stays this small.
struct SubkeyCache: Sendable {
    private struct Place {
        var boot: BootID
        var hint: KeyHint
        var subkey: Subkey
    }

    private static let count = 256
    /// Empty until the first.
    private var places: [Place?] = []

    func find(_ boot: BootID, _ hint: KeyHint) -> Subkey? {
        guard !places.isEmpty, let place = places[Self.place(of: boot)], place.boot == boot,
            place.hint == hint
        else { return nil }
        return place.subkey
    }

    /// - Parameter subkey: one that opened a genuine datagram.
    mutating func keep(_ subkey: Subkey, _ boot: BootID, _ hint: KeyHint) {
        if places.isEmpty { places = Array(repeating: nil, count: Self.count) }
        let place = Self.place(of: boot)
        if let held = places[place], held.boot == boot, held.hint == hint { return }
        places[place] = Place(boot: boot, hint: hint, subkey: subkey)
    }

    mutating func removeAll() { places = [] }

    private static func place(of boot: BootID) -> Int { Int(truncatingIfNeeded: boot.low) & (count - 1) }
}
