/// One entry of the cold plane. What the payload means is the domain's affair.
public struct Entry: Hashable, Sendable {
    public var key: EntryKey
    public var stamp: Stamp
    /// At most `Limits.entryPayloadBytesMax`.
    public var payload: [UInt8]

    public init(key: EntryKey, stamp: Stamp, payload: [UInt8]) {
        self.key = key
        self.stamp = stamp
        self.payload = payload
    }
}
