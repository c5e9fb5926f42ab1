import NIOCore

/// When a connection is closed unless something happens. Moving it costs a clock reading: the timer is
/// left as it is, and sleeps on when it wakes too early.
final class ConnectionDeadline {
    /// The timer looks at least this often, so that a nearer deadline seldom moves it.
    private static let tick = TimeAmount.seconds(10)

    private var at = NIODeadline.distantFuture
    private var wakesAt = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?

    func set(in time: TimeAmount, _ context: ChannelHandlerContext) {
        at = context.eventLoop.now + time
        if at < wakesAt { schedule(context) }
    }

    /// Like `set`, but never later than it stands.
    func tighten(to time: TimeAmount, _ context: ChannelHandlerContext) {
        at = min(at, context.eventLoop.now + time)
        if at < wakesAt { schedule(context) }
    }

    func cancel() {
        timer?.cancel()
        timer = nil
    }

    private func schedule(_ context: ChannelHandlerContext) {
        timer?.cancel()
        wakesAt = min(at, context.eventLoop.now + Self.tick)
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: wakesAt) {
            if self.at <= context.eventLoop.now {
                context.close(promise: nil)
            } else {
                self.schedule(context)
            }
        }
    }
}
