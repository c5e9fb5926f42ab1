/// A meeting with a fleet that was founded apart: nothing but membership passes between the two, until an
/// operator chooses (docs/voting.md, Founding).
public struct Quarrel: Hashable, Sendable {
    /// Theirs.
    public var lineage: Lineage
    /// Who was met.
    public var member: NodeID
    public var address: Address

    public init(lineage: Lineage, member: NodeID, address: Address) {
        self.lineage = lineage
        self.member = member
        self.address = address
    }
}
