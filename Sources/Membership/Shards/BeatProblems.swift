/// Everything that is wrong with the body of a beat, at least one thing.
public struct BeatProblems: Error, Hashable, Sendable {
    public var all: [BeatProblem]

    init(_ all: [BeatProblem]) { self.all = all }
}
