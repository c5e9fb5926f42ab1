import GossipCore
import NIOCore
import NIOPosix

/// Binds the UDP port, with the settings that were measured to read fastest.
enum GossipPort {
    /// Datagrams read by one `recvmmsg`.
    static let readBatch = 8
    /// More than any datagram that we take, so that a longer one fails its seal.
    static let slotBytes = 2_048
    /// What the kernel keeps while the loop is busy: about a thousand datagrams. It may grant less.
    static let kernelBytes: Int32 = 1 << 20

    static func bind(_ address: Address, on loop: any EventLoop) -> EventLoopFuture<any Channel> {
        DatagramBootstrap(group: loop)
            .channelOption(.datagramVectorReadMessageCount, value: readBatch)
            .channelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: readBatch * slotBytes)
            )
            .channelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(kernelBytes))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(GossipSocket())
                }
            }
            .bind(host: address.host, port: Int(address.port))
    }
}
