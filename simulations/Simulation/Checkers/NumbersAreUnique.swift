import Membership

/// INV-1 and INV-2 for the numbers that bots were told: one identity a number, one number an identity, no gaps.
/// No partition, loss, pause or crash excuses anything; only disks that lose what they had committed do: a single
/// voter's disk is all that remembers (docs/voting.md, Disks).
/// INV-15: what was told stands in every map at the end.
struct NumbersAreUnique {
    /// Whether a disk lost what it had committed.
    var mayLose = false
    private var holders: [String: [UInt32: String]] = [:]
    /// The last number told, by fleet and identity.
    private var told: [String: [String: UInt32]] = [:]
    /// Identities whose registration was answered, with a number or without.
    private var registered: Set<String> = []

    var isAnyTold: Bool { !registered.isEmpty }

    mutating func registered(_ bot: Bot) { registered.insert(bot.identity) }

    mutating func numbered(_ bot: Bot, _ number: ClusterNumber, by host: Int) -> String? {
        let holder = holders[bot.fleet]?[number.value]
        let former = told[bot.fleet]?[bot.identity]
        holders[bot.fleet, default: [:]][number.value] = bot.identity
        told[bot.fleet, default: [:]][bot.identity] = number.value
        guard !mayLose else { return nil }
        if let holder, holder != bot.identity {
            return
                "\(bot.fleet) #\(number.value) is \(holder)'s and was told to \(bot.identity) by host \(host)"
        }
        if let former, former != number.value {
            return "\(bot.identity) was \(bot.fleet) #\(former), and is told #\(number.value) by host \(host)"
        }
        return nil
    }

    /// INV-2 at the end of a run, with what one host shows: from 1, without gaps.
    func gaps(in picture: FleetPicture, of host: Int) -> String? {
        guard !mayLose else { return nil }
        for fleet in picture.fleets {
            var numbers = fleet.clusters.compactMap { $0.number?.value }
            numbers += (told[fleet.name] ?? [:]).values
            let highest = Int(numbers.max() ?? 0)
            let count = Set(numbers).count
            if highest != count {
                return "host \(host) shows \(count) numbers of \(fleet.name) up to \(highest)"
            }
        }
        return nil
    }

    /// INV-15 at the end of a run, with what one host shows.
    func lost(in picture: FleetPicture, of host: Int) -> String? {
        guard !mayLose else { return nil }
        let identities = Set(picture.fleets.flatMap(\.clusters).map(\.identity))
        if let missing = registered.subtracting(identities).min() {
            return "host \(host) does not know \(missing), whose registration was answered"
        }
        for fleet in told.keys.sorted() {
            let shown = picture.fleets.first { $0.name == fleet }?.clusters ?? []
            let numbers = Dictionary(shown.map { ($0.identity, $0.number?.value) }, uniquingKeysWith: { $1 })
            for (identity, number) in (told[fleet] ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let held = numbers[identity] ?? nil else {
                    return "host \(host) shows no number of \(identity), told \(fleet) #\(number)"
                }
                if held != number {
                    return "host \(host) shows \(identity) as \(fleet) #\(held), told #\(number)"
                }
            }
        }
        return nil
    }
}
