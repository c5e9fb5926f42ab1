import Membership

/// The documents that are rendered once for each picture.
enum DocumentKind: Int, CaseIterable, Sendable {
    case view, fleets, members, targets, shards, shardStatus

    /// - Parameter chronicle: for what is told with its history; it is shown the picture first.
    func render(_ picture: FleetPicture, _ chronicle: Chronicle) -> JSONWriter {
        switch self {
        case .view: ViewDocument.render(picture)
        case .fleets: FleetsDocument.render(picture)
        case .members: MembersDocument.render(picture)
        case .targets: TargetsDocument.render(picture)
        case .shards: chronicle.shards(as: picture)
        case .shardStatus: ShardStatusDocument.render(picture, ShardGate.defaultApplication)
        }
    }
}

extension Chronicle {
    fileprivate func shards(as picture: FleetPicture) -> JSONWriter {
        observe(picture)
        let sighting = sighting
        return ShardsDocument.render(sighting, cursor: cursor(sighting.picture.version), since: nil)
    }
}
