import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Sets up each connection: NIO's HTTP/1.1 pipeline and, at its end, one `ExchangeHandler`.
///
/// Hummingbird's server binds, accepts, limits and shuts down; its own HTTP/1.1 channel is not used,
/// because it hands every request to a task on another thread. What this API answers from memory is
/// answered on the connection's event loop instead (README.md has the measurement).
struct ViewerChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
    }

    let responder: Responder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = ViewerLimits.headerFieldBytesMax
            limits.maxHeaderListSize = ViewerLimits.headerListBytesMax
            limits.maxHeaderFieldCount = ViewerLimits.headerFieldsMax
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ShutdownHandler())
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: true, withErrorHandling: true, withOutboundHeaderValidation: true,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
            try pipeline.addHandler(ExchangeHandler(responder: responder, remote: channel.remoteAddress))
            return Value(channel: channel)
        }
    }

    /// Waits for the connection's end; all work is done by its handlers.
    func handle(value: Value, logger: Logger) async {
        await withTaskCancellationHandler {
            try? await value.channel.closeFuture.get()
        } onCancel: {
            value.channel.close(promise: nil)
        }
    }
}
