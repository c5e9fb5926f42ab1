import NIOCore

/// A rendered document, shared by all its readers.
struct Document: Sendable {
    /// Of the picture that it shows.
    var version: UInt64
    var body: ByteBuffer
    var coding: ContentCoding
    /// Strong (RFC 9110, section 8.8.3), with its quotes.
    var etag: String
}
