/// A numbered list of different items that only grows: what one node knows to be decided of it. It stands
/// on write-once registers, its slots, one after the other; each holds a run of items.
///
/// The rule that makes it one list for all: a slot is proposed only by who knows every slot before it to be
/// decided, with items that stand in none of them. So slots are decided in order (INV-2), an item is in one
/// slot at most, and its number, which is its place, is its own for ever (INV-1). Nothing is ever
/// overwritten, so there is nothing to save before a next step; a proposer that lacks slots reads them.
public struct Roll: Sendable {
    /// Of slot 0.
    public let register: RegisterKey
    public private(set) var items: [[UInt8]] = []
    /// Number by item; looked up alone.
    private var numbers: [[UInt8]: UInt32] = [:]
    /// The first slot that is not known to be decided.
    public private(set) var slot: UInt32 = 0

    /// - Parameter register: its index does not matter.
    public init(register: RegisterKey) { self.register = register.at(0) }

    /// The number of an item, from 1.
    public func number(of item: [UInt8]) -> UInt32? { numbers[item] }

    public var nextRegister: RegisterKey { register.at(slot) }

    /// Fills the next slot with those of `wanted` that have no number, as many as fit, in order.
    /// - Returns: nil where all have one.
    public func change(adding wanted: some Sequence<[UInt8]>) -> RegisterChange? {
        var run = Slot(first: UInt32(items.count) + 1, items: [])
        var seen: Set<[UInt8]> = []
        for item in wanted where numbers[item] == nil && !item.isEmpty && !seen.contains(item) {
            guard run.bytes + Slot.bytes(of: item) <= Limits.registerBytesMax else { break }
            seen.insert(item)
            run.items.append(item)
        }
        return run.items.isEmpty ? nil : .ifEmpty(run.encoded())
    }

    /// The next slot is decided.
    /// - Returns: false if the value is none of this roll's: nothing that followed the rule wrote it.
    public mutating func take(_ value: [UInt8]) -> Bool {
        guard let run = try? Slot(decoding: value), run.first == UInt32(items.count) + 1,
            run.items.allSatisfy({ numbers[$0] == nil }), Set(run.items).count == run.items.count
        else { return false }
        for item in run.items {
            items.append(item)
            numbers[item] = UInt32(items.count)
        }
        slot += 1
        return true
    }

    /// What the value of one slot says by itself.
    /// - Returns: its items, and the number of the first; nil if it is none.
    public static func run(_ value: [UInt8]) -> (first: UInt32, items: [[UInt8]])? {
        (try? Slot(decoding: value)).flatMap { $0.first > 0 ? ($0.first, $0.items) : nil }
    }

    /// The values of the slots of a roll that holds these items, all different, from slot 0 on.
    public static func slots(of items: [[UInt8]], in register: RegisterKey) -> [RegisterKey: [UInt8]] {
        var roll = Roll(register: register)
        var slots: [RegisterKey: [UInt8]] = [:]
        while let value = roll.change(adding: items.dropFirst(roll.items.count))?.apply(nil) {
            slots[roll.nextRegister] = value
            guard roll.take(value) else { break }
        }
        return slots
    }

    /// `format 1 | first number varint | items, each: length varint, bytes`, not empty.
    private struct Slot: WireValue {
        static let format: UInt8 = 1
        var first: UInt32
        var items: [[UInt8]]

        init(first: UInt32, items: [[UInt8]]) {
            self.first = first
            self.items = items
        }

        var bytes: Int {
            var meter = WireMeter()
            write(to: &meter)
            return meter.count
        }

        static func bytes(of item: [UInt8]) -> Int {
            var meter = WireMeter()
            meter.bytes(item)
            return meter.count
        }

        func write(to sink: inout some WireSink) {
            sink.byte(Self.format)
            sink.varint(UInt64(first))
            for item in items { sink.bytes(item) }
        }

        init(from reader: inout WireReader) throws(WireError) {
            guard try reader.byte() == Self.format else { throw .value }
            first = UInt32(try reader.count(max: Int(UInt32.max)))
            items = []
            while reader.remaining > 0 { items.append(try reader.bytes(max: Limits.registerBytesMax)) }
            guard !items.isEmpty, items.allSatisfy({ !$0.isEmpty }) else { throw .value }
        }
    }
}
