/// `guilds: there 1, then varint | latency likewise | extra: count varint, bytes`
extension SessionReport {
    func write(to writer: inout PayloadWriter) {
        writer.optional(guilds) { $0.varint($1) }
        writer.optional(latency) { $0.varint($1) }
        writer.bytes(Array(extra.prefix(Self.extraBytesMax)))
    }

    init?(from reader: inout PayloadReader) {
        guard let guilds = reader.optional({ $0.varint() }), let latency = reader.optional({ $0.varint() }),
            let extra = reader.bytes(max: Self.extraBytesMax)
        else { return nil }
        self.guilds = guilds.value
        self.latency = latency.value
        self.extra = extra
    }
}
