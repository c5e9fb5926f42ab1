/// What a proposal makes of a register: a function of the value that it reads (CASPaxos, 2.2). It runs once
/// for each attempt, and may run on a value that this very proposal wrote in an attempt before.
public struct RegisterChange: Sendable {
    let apply: @Sendable ([UInt8]?) -> [UInt8]?

    /// - Parameter apply: takes the value, nil where there is none; gives the new one, or nil to leave
    ///   the value as it is.
    public init(_ apply: @escaping @Sendable ([UInt8]?) -> [UInt8]?) { self.apply = apply }

    /// What it makes of a value; nil where it leaves it. For doubles of the registers.
    package func applied(to value: [UInt8]?) -> [UInt8]? { apply(value) }

    /// Changes nothing, and so decides what was read.
    public static let read = RegisterChange { _ in nil }

    /// Write-once: what stands, stands.
    public static func ifEmpty(_ value: [UInt8]) -> RegisterChange {
        RegisterChange { $0 == nil ? value : nil }
    }
}
