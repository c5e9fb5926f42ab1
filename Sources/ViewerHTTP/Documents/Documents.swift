import Membership
import NIOCore

/// The documents of a node, each rendered when somebody asks and its picture changed.
struct Documents: Sendable {
    private let shelves: [DocumentShelf]

    init(service: any NodeService) {
        shelves = DocumentKind.allCases.map { DocumentShelf($0, service: service) }
    }

    func current(_ kind: DocumentKind, on loop: any EventLoop) -> DocumentShelf.Fetched {
        shelves[kind.rawValue].current(on: loop)
    }
}
