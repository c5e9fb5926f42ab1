import GossipCore

/// Datagrams on their way, in slots that are used again.
struct DatagramPool {
    struct Flight {
        var bytes: [UInt8] = []
        var from = Address(high: 0, low: 0, port: 0)
        var to: Int32 = 0
        /// The target's address when it was sent: a host that moved does not hear it.
        var port: UInt16 = 0
        /// How the network tampered with it on the way.
        var tampering = Tampering.none
        /// The boot of the receiver that heard a replayed datagram before.
        var heardBy: Int32 = 0
    }

    enum Tampering: UInt8 {
        case none, duplicated, corrupted, truncated, replayed, forged
    }

    private(set) var flights: [Flight] = []
    private var free: [Int32] = []

    var countInFlight: Int { flights.count - free.count }

    /// Copies `bytes` into a free slot.
    mutating func add(_ bytes: ArraySlice<UInt8>, from: Address, to: Int32, port: UInt16) -> Int32 {
        let slot: Int32
        if let last = free.popLast() {
            slot = last
        } else {
            slot = Int32(flights.count)
            flights.append(Flight())
        }
        flights[Int(slot)].bytes.removeAll(keepingCapacity: true)
        flights[Int(slot)].bytes.append(contentsOf: bytes)
        flights[Int(slot)].from = from
        flights[Int(slot)].to = to
        flights[Int(slot)].port = port
        flights[Int(slot)].tampering = .none
        return slot
    }

    subscript(slot: Int32) -> Flight {
        _read { yield flights[Int(slot)] }
        _modify { yield &flights[Int(slot)] }
    }

    mutating func release(_ slot: Int32) { free.append(slot) }
}
