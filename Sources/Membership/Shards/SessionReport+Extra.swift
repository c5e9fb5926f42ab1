extension SessionReport {
    /// `extra` as one JSON value, to be written into a document as it is. It is nil where there is none, and where
    /// another member sent what is no JSON: then it must not spoil the document.
    public var extraJSON: [UInt8]? {
        guard !extra.isEmpty, extra.count <= Self.extraBytesMax else { return nil }
        return extra.withUnsafeBytes { bytes in
            var scanner = JSONScanner(bytes)
            do throws(JSONError) {
                try scanner.skipValue()
                try scanner.end()
            } catch { return nil }
            return scanner.compacted(0..<bytes.count, bytesMax: Self.extraBytesMax)
        }
    }
}
