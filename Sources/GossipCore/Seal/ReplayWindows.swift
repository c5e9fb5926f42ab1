/// The replay windows of all boots heard of, at most `countMax`; the least recently heard makes room.
/// Every operation takes constant time. The dictionary is only asked, never walked, so that nothing
/// depends on its order (INV-14).
struct ReplayWindows: Sendable {
    private struct Slot {
        var boot: BootID
        var window = ReplayWindow()
        /// Of the key with this hint; spares a datagram the key's HChaCha20.
        var subkey: (KeyHint, Subkey)?
        /// Neighbours in the order of hearing.
        var older = ReplayWindows.none
        var newer = ReplayWindows.none
    }

    private static let none = -1

    private let countMax: Int
    private var slots: [Slot] = []
    private var indexes: [BootID: Int] = [:]
    private var oldest = none
    private var newest = none

    init(countMax: Int) {
        precondition(countMax > 0)
        self.countMax = countMax
    }

    var count: Int { slots.count }

    func index(of boot: BootID) -> Int? { indexes[boot] }

    /// A new window, as the most recently heard.
    mutating func insert(_ boot: BootID) -> Int {
        let index: Int
        if slots.count < countMax {
            index = slots.count
            slots.append(Slot(boot: boot))
        } else {
            index = oldest
            unlink(index)
            indexes[slots[index].boot] = nil
            slots[index].boot = boot
            slots[index].subkey = nil
            slots[index].window.reset()
        }
        indexes[boot] = index
        link(index)
        return index
    }

    /// Takes a counter in. Only one that is new counts as hearing of the boot: replays must not keep a
    /// window alive at the cost of others.
    mutating func accept(_ counter: UInt64, at index: Int) -> Bool {
        guard slots[index].window.accept(counter) else { return false }
        if index != newest {
            unlink(index)
            link(index)
        }
        return true
    }

    func subkey(at index: Int, hint: KeyHint) -> Subkey? {
        guard let (kept, subkey) = slots[index].subkey, kept == hint else { return nil }
        return subkey
    }

    mutating func keep(_ subkey: Subkey, hint: KeyHint, at index: Int) {
        if slots[index].subkey?.0 != hint { slots[index].subkey = (hint, subkey) }
    }

    mutating func forgetSubkeys() {
        for index in slots.indices { slots[index].subkey = nil }
    }

    private mutating func unlink(_ index: Int) {
        let (older, newer) = (slots[index].older, slots[index].newer)
        if older == Self.none { oldest = newer } else { slots[older].newer = newer }
        if newer == Self.none { newest = older } else { slots[newer].older = older }
    }

    /// To the end where the most recently heard stand.
    private mutating func link(_ index: Int) {
        slots[index].older = newest
        slots[index].newer = Self.none
        if newest == Self.none { oldest = index } else { slots[newest].newer = index }
        newest = index
    }
}
