/// Why bytes are not a datagram's records. Every one of them drops the whole datagram.
package enum WireError: Error, Equatable {
    /// The bytes end before the value does.
    case truncated
    /// A varint that is longer than it need be, or does not fit 64 bits.
    case varint
    /// A length or count beyond its place in `Limits`, or beyond what the datagram can hold.
    case limit
    /// Text that is not UTF-8.
    case text
    /// A number that stands for nothing: an unknown state, plane, flag or range.
    case value
    /// Bytes after the end of a record's body.
    case trailing
}
