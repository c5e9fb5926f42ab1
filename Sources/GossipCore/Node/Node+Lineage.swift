/// Two fleets that were founded apart and meet. Membership passes, so that each side sees the other and says so;
/// entries, reports, reconciliation and the domain's messages do not (docs/voting.md, Quarrels).
extension Node {
    /// Says what founding the rest of a datagram descends from.
    mutating func tag(_ datagram: inout DatagramBuilder, in outbox: inout Outbox) {
        if let lineage = voting.lineage { datagram.append(.lineage(lineage), in: &outbox) }
    }

    /// Begins a datagram that carries a part of the map.
    mutating func taggedDatagram(
        to address: Address, flags: PrologueFlags = [], in outbox: inout Outbox
    ) -> DatagramBuilder {
        var datagram = datagram(to: address, flags: flags, in: &outbox)
        tag(&datagram, in: &outbox)
        return datagram
    }

    /// A member told of its lineage.
    mutating func heard(_ lineage: Lineage, of sender: NodeID, into outbox: inout Outbox) {
        guard let own = core?.set?.lineage else { return }
        let former = foreigners[sender]
        if lineage == own {
            foreigners[sender] = nil
        } else if table.find(sender) != nil {
            foreigners[sender] = lineage
        }
        if foreigners[sender] != former { isVotingStale = true }
    }

    /// The first of the members of another lineage that are here.
    var quarrel: Quarrel? {
        guard let id = foreigners.keys.min(), let lineage = foreigners[id], let position = table.find(id)
        else {
            return nil
        }
        return Quarrel(lineage: lineage, member: id, address: table[position].record.gossip)
    }

    /// Whether all other living members are of another lineage, so that there is nobody to compare with.
    var isAmongForeigners: Bool {
        table.slots.allSatisfy { !$0.record.state.isLiving || foreigners[$0.record.id] != nil }
    }

    /// What may be taken from a datagram.
    enum Trust {
        /// Everything: it is of this node's lineage, or of nobody's.
        case all
        /// Of the map only what tells who the voters are: this node knows none yet.
        case votersOnly
        /// Nothing of the map.
        case membershipOnly
    }

    /// - Parameter lineage: what the datagram said it descends from.
    mutating func trust(in lineage: Lineage?) -> Trust {
        guard let lineage, core != nil else { return .all }
        guard let own = core?.set?.lineage else {
            return core?.wanted == nil || core?.wanted == lineage ? .votersOnly : .membershipOnly
        }
        return lineage == own ? .all : .membershipOnly
    }
}
