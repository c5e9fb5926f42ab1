import NIOCore

/// An answer, or the promise of one.
enum Answering {
    case now(Reply)
    case later(EventLoopFuture<Reply>)
}
