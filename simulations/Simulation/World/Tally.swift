public import GossipCore

/// Who holds whom in which state, counted as it changes: the measure of detection and of joins.
public struct Tally: Sendable {
    public struct Subject: Sendable {
        /// When it was first suspected and called dead since `watch`, and when all other running hosts held
        /// it dead, or alive. True nanoseconds.
        public var firstSuspected: UInt64?
        public var firstDead: UInt64?
        public var allDead: UInt64?
        public var allAlive: UInt64?
    }

    private let hosts: Int
    /// At `observer * hosts + subject` a state's raw value, or 255 for unknown.
    private var states: [UInt8]
    private var isRunning: [Bool]
    private var running = 0
    /// At `subject * 5 + state`, how many running observers hold it so.
    private var counts: [Int32]
    public private(set) var subjects: [Subject]
    /// Pairs of running hosts of which one holds the other alive.
    public private(set) var alivePairs = 0

    init(hosts: Int) {
        self.hosts = hosts
        states = Array(repeating: 255, count: hosts * hosts)
        isRunning = Array(repeating: false, count: hosts)
        counts = Array(repeating: 0, count: hosts * 5)
        subjects = Array(repeating: Subject(), count: hosts)
    }

    /// Whether all hosts run and each holds each other alive.
    public var isComplete: Bool { running == hosts && alivePairs == hosts * (hosts - 1) }

    public func holds(_ observer: Int, _ subject: Int) -> MemberState? {
        MemberState(rawValue: states[observer * hosts + subject])
    }

    /// How many running hosts hold `subject` in this state.
    public func count(_ subject: Int, _ state: MemberState) -> Int {
        Int(counts[subject * 5 + Int(state.rawValue)])
    }

    /// Forgets the times of a subject, to measure what follows.
    public mutating func watch(_ subject: Int) { subjects[subject] = Subject() }

    mutating func started(_ host: Int) {
        isRunning[host] = true
        running += 1
        alivePairs += count(host, .alive)
    }

    mutating func stopped(_ host: Int) {
        for subject in 0..<hosts { set(observer: host, subject: subject, to: 255) }
        alivePairs -= count(host, .alive)
        isRunning[host] = false
        running -= 1
    }

    /// The host came to be another member: nobody holds it as anything.
    mutating func replaced(_ host: Int) {
        for observer in 0..<hosts { set(observer: observer, subject: host, to: 255) }
    }

    mutating func changed(observer: Int, subject: Int, to state: MemberState, at time: UInt64) {
        set(observer: observer, subject: subject, to: state.rawValue)
        switch state {
        case .suspect where subjects[subject].firstSuspected == nil:
            subjects[subject].firstSuspected = time
        case .dead where subjects[subject].firstDead == nil:
            subjects[subject].firstDead = time
        default: break
        }
        let others = running - (isRunning[subject] ? 1 : 0)
        if subjects[subject].allDead == nil, count(subject, .dead) == others {
            subjects[subject].allDead = time
        }
        if subjects[subject].allAlive == nil, count(subject, .alive) == others {
            subjects[subject].allAlive = time
        }
    }

    private mutating func set(observer: Int, subject: Int, to state: UInt8) {
        let place = observer * hosts + subject
        let former = states[place]
        guard former != state else { return }
        states[place] = state
        if former != 255 {
            counts[subject * 5 + Int(former)] -= 1
            if former == 0, isRunning[subject] { alivePairs -= 1 }
        }
        if state != 255 {
            counts[subject * 5 + Int(state)] += 1
            if state == 0, isRunning[subject] { alivePairs += 1 }
        }
    }
}
