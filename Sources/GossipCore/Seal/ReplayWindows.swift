/// The replay windows of all boots heard of, at most `countMax`; the least recently heard makes room.
/// Every operation takes constant time.
struct ReplayWindows: Sendable {
    private struct Slot {
        var boot: BootID
        var window = ReplayWindow()
        /// Neighbours in the order of hearing.
        var older = ReplayWindows.none
        var newer = ReplayWindows.none
    }

    private static let none: Int32 = -1

    private let countMax: Int
    private var slots: [Slot] = []
    private var boots = SlotIndex()
    private var oldest = none
    private var newest = none

    init(countMax: Int) {
        precondition(countMax > 0)
        self.countMax = countMax
    }

    var count: Int { slots.count }

    func index(of boot: BootID) -> Int? { boots.find(boot.hashValue) { slots[$0].boot == boot } }

    /// A new window, as the most recently heard.
    mutating func insert(_ boot: BootID) -> Int {
        let index: Int
        if slots.count < countMax {
            index = slots.count
            slots.makeRoom()
            slots.append(Slot(boot: boot))
        } else {
            index = Int(oldest)
            unlink(index)
            boots.remove(index, hash: hash(index), hashes: hash)
            slots[index].boot = boot
            slots[index].window.reset()
        }
        boots.insert(index, hash: boot.hashValue, hashes: hash)
        link(index)
        return index
    }

    /// Takes a counter in. Only one that is new counts as hearing of the boot: replays must not keep a
    /// window alive at the cost of others.
    mutating func accept(_ counter: UInt64, at index: Int) -> Bool {
        guard slots[index].window.accept(counter) else { return false }
        if index != Int(newest) {
            unlink(index)
            link(index)
        }
        return true
    }

    private func hash(_ index: Int) -> Int { slots[index].boot.hashValue }

    private mutating func unlink(_ index: Int) {
        let (older, newer) = (slots[index].older, slots[index].newer)
        if older == Self.none { oldest = newer } else { slots[Int(older)].newer = newer }
        if newer == Self.none { newest = older } else { slots[Int(newer)].older = older }
    }

    /// To the end where the most recently heard stand.
    private mutating func link(_ index: Int) {
        slots[index].older = newest
        slots[index].newer = Self.none
        if newest == Self.none { oldest = Int32(index) } else { slots[Int(newest)].newer = Int32(index) }
        newest = Int32(index)
    }
}
