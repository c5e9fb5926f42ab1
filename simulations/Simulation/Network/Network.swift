import GossipCore

/// Decides what becomes of a datagram on its way.
struct Network {
    /// The same shares as thresholds of a random word.
    struct Thresholds {
        var loss, duplication, corruption, truncation, reordering, replay: UInt64

        init(_ conditions: NetworkConditions) {
            loss = Network.threshold(conditions.loss)
            duplication = Network.threshold(conditions.duplication)
            corruption = Network.threshold(conditions.corruption)
            truncation = Network.threshold(conditions.truncation)
            reordering = Network.threshold(conditions.reordering)
            replay = Network.threshold(conditions.replay)
        }
    }

    var conditions: NetworkConditions {
        didSet { thresholds = Thresholds(conditions) }
    }
    private(set) var thresholds: Thresholds
    /// Bit `to` of element `from`: no datagram passes from that side to this.
    private(set) var blocked = [UInt8](repeating: 0, count: 8)
    private(set) var isPartitioned = false
    private var random: SeededGenerator
    /// A sample of what passed, for replays.
    private var recorded: [Recording] = []
    private var passed = 0

    struct Recording {
        var bytes: [UInt8]
        var from: Address
        var to: Int32
        /// The boot of the receiver that heard it: a second hearing must change nothing there (INV-9).
        var boot: Int32
    }

    init(conditions: NetworkConditions, seed: UInt64) {
        self.conditions = conditions
        self.thresholds = Thresholds(conditions)
        self.random = SeededGenerator(seed: seed)
    }

    /// Whether something of this probability happens now. Draws nothing where it never does.
    mutating func happens(_ threshold: UInt64) -> Bool { threshold > 0 && random.next() < threshold }

    mutating func below(_ bound: Int) -> Int { random.below(bound) }

    /// Nanoseconds from sending to arrival.
    mutating func delay() -> UInt64 {
        // Inverse transform: -ln(u) is exponentially distributed with mean 1.
        let uniform = Double(random.next() >> 11) * 0x1p-53 + 0x1p-54
        var delay = UInt64(conditions.delayMin.nanoseconds)
        delay += UInt64(-Logarithm.natural(uniform) * Double(conditions.delayMean.nanoseconds))
        if happens(thresholds.reordering) {
            delay += UInt64(random.below(Int(conditions.reorderingMax.nanoseconds) + 1))
        }
        return delay
    }

    mutating func block(from: UInt8, to: UInt8) {
        blocked[Int(from)] |= 1 << to
        isPartitioned = true
    }

    mutating func unblockAll() {
        blocked = [UInt8](repeating: 0, count: 8)
        isPartitioned = false
    }

    func isBlocked(from: UInt8, to: UInt8) -> Bool { blocked[Int(from)] >> to & 1 == 1 }

    /// Keeps about one datagram of 16 for later, at most 512: the longer the run, the older the sample.
    mutating func record(_ bytes: ArraySlice<UInt8>, from: Address, to: Int32, boot: Int32) {
        guard thresholds.replay > 0 else { return }
        passed += 1
        guard passed % 16 == 0 else { return }
        let recording = Recording(bytes: Array(bytes), from: from, to: to, boot: boot)
        if recorded.count < 512 {
            recorded.append(recording)
        } else if random.below(8) == 0 {
            recorded[random.below(512)] = recording
        }
    }

    mutating func recording() -> Recording? {
        recorded.isEmpty ? nil : recorded[random.below(recorded.count)]
    }

    static func threshold(_ share: Double) -> UInt64 {
        share <= 0 ? 0 : share >= 1 ? .max : UInt64(share * 0x1p64)
    }
}
