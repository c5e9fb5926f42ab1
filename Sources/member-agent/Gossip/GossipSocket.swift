import GossipCore
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The UDP socket: reads through NIO in batches, and writes by itself.
///
/// NIO closes a datagram channel when a send fails with, for example, EPERM (a firewall's rule) or
/// ENETUNREACH (an interface went down). A gossip node must outlive both, so it sends with `sendto` on
/// the channel's descriptor: what the kernel does not take is lost, as any datagram may be.
final class GossipSocket: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    /// Datagrams that come before there is a driver are dropped.
    private weak var driver: GossipDriver?
    private var descriptor: Int32 = -1
    private var isIPv6 = false

    /// On the loop, after the channel was bound.
    func attach(_ driver: GossipDriver, channel: any Channel) throws {
        isIPv6 = channel.localAddress?.protocol == .inet6
        descriptor =
            try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable {
                (handle: NIOBSDSocket.Handle) in handle
            } ?? -1
        self.driver = driver
    }

    func channelInactive(context: ChannelHandlerContext) {
        descriptor = -1
        driver?.socketClosed()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let driver, let address = Address(envelope.remoteAddress) else { return }
        envelope.data.withUnsafeReadableBytes { bytes in
            // The slice is this datagram's own part of the read buffer, which nobody else looks at any
            // more, so it may be overwritten; asking for mutable bytes would copy the whole buffer.
            driver.receive(UnsafeMutableRawBufferPointer(mutating: bytes), from: address)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        driver?.finish()
        context.fireChannelReadComplete()
    }

    /// Errors of single datagrams, such as a port that nobody listens at, are the protocol's daily bread.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    /// On the loop. Never waits: a full socket buffer loses the rest.
    func send(_ outbox: Outbox) {
        guard descriptor >= 0 else { return }
        outbox.bytes.withUnsafeBytes { bytes in
            for datagram in outbox.datagrams {
                let part = UnsafeRawBufferPointer(rebasing: bytes[datagram.range])
                _ = SocketAddressBytes(datagram.to, isIPv6: isIPv6)?.withPointer { address, length in
                    sendto(descriptor, part.baseAddress, part.count, 0, address, length)
                }
            }
        }
    }
}
