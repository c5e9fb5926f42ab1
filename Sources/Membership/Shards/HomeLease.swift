import GossipCore

/// The register of one home. It is the liveness of all its sessions, so that one ask renews them together
/// (as the epoch leases of CockroachDB do).
///
/// A generation belongs to one run of one node. It is open once, renewed while it is open, and closed for ever:
/// by anybody. After it is closed no ask of it is decided any more, so its rights run out.
package struct HomeLease: Hashable, Sendable {
    /// From 1. It only rises.
    package var generation: UInt64
    /// Of the run that opened it.
    package var boot: UInt64
    /// The last ask that was decided. Each has a number of its own in a run, and they rise.
    package var renewal: UInt64
    package var isClosed = false

    /// Whether nothing renews this generation any more.
    func isOver(_ generation: UInt64) -> Bool {
        self.generation > generation || self.generation == generation && isClosed
    }

    /// Opens the generation after `former`. Where another one stands, it stays.
    static func open(over former: UInt64, boot: UInt64, renewal: UInt64) -> RegisterChange {
        RegisterChange { value in
            let standing = value.flatMap(HomeLease.init(encoded:))
            guard standing?.generation ?? 0 == former else { return nil }
            return HomeLease(generation: former + 1, boot: boot, renewal: renewal).encoded
        }
    }

    static func renew(_ generation: UInt64, boot: UInt64, renewal: UInt64) -> RegisterChange {
        RegisterChange { value in
            guard var lease = value.flatMap(HomeLease.init(encoded:)), lease.generation == generation,
                lease.boot == boot, !lease.isClosed, lease.renewal < renewal
            else { return nil }
            lease.renewal = renewal
            return lease.encoded
        }
    }

    /// Closes this generation, whatever was renewed meanwhile.
    static func close(_ generation: UInt64) -> RegisterChange {
        RegisterChange { value in
            guard var lease = value.flatMap(HomeLease.init(encoded:)), lease.generation == generation,
                !lease.isClosed
            else { return nil }
            lease.isClosed = true
            return lease.encoded
        }
    }

    /// Closes what stands as it was seen: not where it was renewed since.
    static func close(_ seen: HomeLease) -> RegisterChange {
        RegisterChange { value in
            guard value == seen.encoded else { return nil }
            var lease = seen
            lease.isClosed = true
            return lease.encoded
        }
    }
}

extension HomeLease {
    /// `format 1 | generation varint | boot 8 | renewal varint | closed 1`
    package var encoded: [UInt8] {
        var writer = PayloadWriter()
        writer.byte(1)
        write(to: &writer)
        return writer.bytes
    }

    package init?(encoded: [UInt8]) {
        var reader = PayloadReader(encoded)
        guard reader.byte() == 1, let lease = HomeLease(from: &reader), reader.remaining == 0 else {
            return nil
        }
        self = lease
    }

    func write(to writer: inout PayloadWriter) {
        writer.varint(generation)
        writer.word64(boot)
        writer.varint(renewal)
        writer.byte(isClosed ? 1 : 0)
    }

    init?(from reader: inout PayloadReader) {
        guard let generation = reader.varint(), let boot = reader.word64(), let renewal = reader.varint(),
            let isClosed = reader.flag(), generation > 0, generation < 1 << 62
        else { return nil }
        self.init(generation: generation, boot: boot, renewal: renewal, isClosed: isClosed)
    }
}
