import NIOCore

/// Every bound of the HTTP side that no flag sets.
enum ViewerLimits {
    /// One body. A real snapshot with 100 commands on 16 shards is 477 KB; eight times that.
    static let bodyBytesMax = 4 << 20
    /// One header field; a token and a cookie are under 1 KB.
    static let headerFieldBytesMax = 16 << 10
    /// All header fields of a request.
    static let headerListBytesMax = 64 << 10
    static let headerFieldsMax = 100
    /// Open connections, where the system allows as many files: 5,000 clusters at one node, and readers.
    static let connectionsMax = 8_192
    /// Files that are left to the rest of the node: its store, its socket, its logs.
    static let filesReserved = 128
    /// Of the header `Rollcall-Instance`; the name of a pod is at most 63.
    static let instanceBytesMax = 128
    /// Wrong secrets of bots a minute and address; then all from there wait. Not from this host: a bot with an old
    /// secret must not stop the beats of its neighbours.
    static let wrongSecretsMax = 120
    /// Readers of `/v1/events` at once. Each holds at most 64 KiB that its connection has not taken, one batch, and
    /// `streamBufferBytes`: 140 MB, were they all slow.
    static let streamsMax = 512
    /// Events that a reader is sent at a time, four times a second: 80 KB.
    static let eventsBatch = 256
    /// What the system takes for a reader of events that takes nothing itself; Linux doubles it. By itself it would
    /// take up to 4 MB each.
    static let streamBufferBytes = 64 << 10

    /// From the first byte of a request to the end of its head.
    static let headTimeout = TimeAmount.seconds(10)
    /// From the end of the head to the end of the body: 4 MiB at 140 KB/s.
    static let bodyTimeout = TimeAmount.seconds(30)
    /// From the end of a request to the last byte of its answer that the reader took.
    static let answerTimeout = TimeAmount.seconds(120)
    /// Between two requests of a connection: five beats of a bot.
    static let idleTimeout = TimeAmount.seconds(75)
    /// For a client that is still sending after its answer said that the connection ends.
    static let lingerTimeout = TimeAmount.seconds(2)
    /// For a reader of `/v1/events` that takes nothing more; then it is dropped.
    static let slowReaderTimeout = TimeAmount.seconds(20)
    /// Without news, a stream has a comment this often, so that a reader that is gone is noticed.
    static let streamHeartbeat = TimeAmount.seconds(10)
    /// Between two hints that the picture changed.
    static let hintMin = TimeAmount.seconds(1)
    /// Between two hints, changed or not: by them the page knows that the node lives.
    static let hintMax = TimeAmount.seconds(5)
    /// For what is under way when the node stops; what is idle then closes at once.
    static let shutdownTimeout = TimeAmount.milliseconds(1_500)
}
