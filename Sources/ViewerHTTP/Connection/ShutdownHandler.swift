import NIOCore

/// Ends a connection that is still busy a while after the node began to stop. Those without a request
/// under way are closed at once, by NIO's pipeline handler.
final class ShutdownHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            let channel = context.channel
            context.eventLoop.scheduleTask(in: ViewerLimits.shutdownTimeout) {
                channel.close(promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }
}
