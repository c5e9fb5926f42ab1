import Membership

/// The documents that are rendered once for each picture.
enum DocumentKind: Int, CaseIterable, Sendable {
    case view, fleets, members, targets

    func render(_ picture: FleetPicture) -> JSONWriter {
        switch self {
        case .view: ViewDocument.render(picture)
        case .fleets: FleetsDocument.render(picture)
        case .members: MembersDocument.render(picture)
        case .targets: TargetsDocument.render(picture)
        }
    }
}
