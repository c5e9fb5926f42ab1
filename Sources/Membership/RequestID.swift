/// Names one request of the HTTP side until its answer comes.
public struct RequestID: Hashable, Sendable {
    public var number: UInt64

    public init(_ number: UInt64) { self.number = number }
}
