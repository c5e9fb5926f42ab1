import NIOCore

/// An answer, or the promise of one.
enum Answering {
    case now(Reply)
    case later(EventLoopFuture<Reply>)
    /// A stream of events, with these headers, until one side closes.
    case stream(EventStream.Order, [(name: String, value: String)])
}
