import Membership
import NIOCore

/// The documents of a node, each rendered when somebody asks and its picture changed. Plain and
/// compressed ones are kept apart, so that neither is made for nobody.
struct Documents: Sendable {
    private let shelves: [DocumentKind: [ContentCoding: DocumentShelf]]

    init(service: any NodeService, chronicle: Chronicle) {
        var shelves: [DocumentKind: [ContentCoding: DocumentShelf]] = [:]
        for kind in DocumentKind.allCases {
            for coding in ContentCoding.allCases {
                shelves[kind, default: [:]][coding] = DocumentShelf(
                    kind, coding, service: service, chronicle: chronicle)
            }
        }
        self.shelves = shelves
    }

    func current(
        _ kind: DocumentKind, _ coding: ContentCoding, on loop: any EventLoop
    ) -> DocumentShelf.Fetched {
        guard let shelf = shelves[kind]?[coding] else { preconditionFailure("every document has a shelf") }
        return shelf.current(on: loop)
    }
}
