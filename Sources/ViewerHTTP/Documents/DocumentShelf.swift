import Membership
import NIOCore
import Synchronization

/// One document: its newest rendering, and those who wait for the next.
///
/// It is rendered off the event loops (5,000 clusters take milliseconds, and beats must not wait for it),
/// once for all who ask meanwhile. A rendering that took long serves for ten times as long, so that a
/// fleet whose picture changes all the time costs at most a tenth of a core; one that took under
/// `alwaysFresh` is as new as the picture.
final class DocumentShelf: Sendable {
    /// Nanoseconds.
    private static let alwaysFresh: UInt64 = 2_000_000
    private static let ageMax: UInt64 = 1_000_000_000

    private struct State {
        var document: Document?
        /// Until when the document serves though the picture changed.
        var servesUntil: UInt64 = 0
        /// The version that is being rendered, nil while nothing is.
        var rendering: UInt64?
        var waiting: [EventLoopPromise<Document>] = []
        /// Those who came when the picture was newer than the one being rendered.
        var waitingForNext: [EventLoopPromise<Document>] = []
    }

    private let kind: DocumentKind
    private let coding: ContentCoding
    private let service: any NodeService
    private let chronicle: Chronicle
    /// Tells this shelf from others, and this run of the node from others, whose versions mean other things.
    private let run = UInt64.random(in: 0 ... .max)
    private let state = Mutex(State())

    init(_ kind: DocumentKind, _ coding: ContentCoding, service: any NodeService, chronicle: Chronicle) {
        self.kind = kind
        self.coding = coding
        self.service = service
        self.chronicle = chronicle
    }

    enum Fetched {
        case ready(Document)
        case coming(EventLoopFuture<Document>)
    }

    func current(on loop: any EventLoop) -> Fetched {
        let picture = service.picture
        let (fetched, mustRender) = state.withLock { state -> (Fetched, Bool) in
            if let document = state.document,
                document.version == picture.version || Clocks.nanoseconds() < state.servesUntil
            {
                return (.ready(document), false)
            }
            let promise = loop.makePromise(of: Document.self)
            guard let rendering = state.rendering else {
                state.rendering = picture.version
                state.waiting = [promise]
                return (.coming(promise.futureResult), true)
            }
            if rendering < picture.version {
                state.waitingForNext.append(promise)
            } else {
                state.waiting.append(promise)
            }
            return (.coming(promise.futureResult), false)
        }
        if mustRender { Task { self.render(picture) } }
        return fetched
    }

    private func render(_ first: FleetPicture) {
        var picture = first
        while true {
            let start = Clocks.nanoseconds()
            let document = document(of: picture)
            let end = Clocks.nanoseconds()
            let cost = end - start
            picture = service.picture
            let (served, isDone) = state.withLock { state in
                state.document = document
                state.servesUntil = cost < Self.alwaysFresh ? 0 : end + min(cost * 10, Self.ageMax)
                let served = state.waiting
                state.waiting = state.waitingForNext
                state.waitingForNext = []
                state.rendering = state.waiting.isEmpty ? nil : picture.version
                return (served, state.waiting.isEmpty)
            }
            for promise in served { promise.succeed(document) }
            if isDone { return }
        }
    }

    private func document(of picture: FleetPicture) -> Document {
        let plain = kind.render(picture, chronicle).bytes
        // Another representation needs another tag; each shelf has a number of its own in it.
        let etag = "\"" + String(run, radix: 36) + "-" + String(picture.version, radix: 36) + "\""
        if coding == .gzip, let small = Gzip.compress(plain) {
            return Document(
                version: picture.version, body: ByteBuffer(bytes: small), coding: .gzip, etag: etag)
        }
        return Document(
            version: picture.version, body: ByteBuffer(bytes: plain), coding: .identity, etag: etag)
    }
}
