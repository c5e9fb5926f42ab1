/// An IP address and UDP port. IPv4 is kept as its IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2),
/// so that one host has one spelling.
public struct Address: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first eight bytes of the IPv6 address, big-endian.
    public var high: UInt64
    /// The last eight bytes of the IPv6 address, big-endian.
    public var low: UInt64
    public var port: UInt16

    @inlinable
    public init(high: UInt64, low: UInt64, port: UInt16) {
        self.high = high
        self.low = low
        self.port = port
    }

    /// - Parameter ipv4: the address in host order, for example `0x7F00_0001`.
    @inlinable
    public init(ipv4: UInt32, port: UInt16) {
        self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(ipv4), port: port)
    }

    @inlinable
    public var ipv4: UInt32? {
        high == 0 && low >> 32 == 0xFFFF ? UInt32(truncatingIfNeeded: low) : nil
    }

    public static func < (left: Address, right: Address) -> Bool {
        (left.high, left.low, left.port) < (right.high, right.low, right.port)
    }

    /// `10.0.0.1:9189`, or `[2001:db8::1]:9189`: the canonical text of RFC 5952.
    public var description: String {
        if let ipv4 {
            let octets = [24, 16, 8, 0].map { String((ipv4 >> UInt32($0)) & 0xFF) }
            return octets.joined(separator: ".") + ":" + String(port)
        }
        let groups = [high, low].flatMap { word in
            [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: word >> UInt64($0)) }
        }
        let text = { (part: ArraySlice<UInt16>) in
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard let zeros = Self.longestZeros(groups) else { return "[\(text(groups[...]))]:\(port)" }
        return "[\(text(groups[..<zeros.lowerBound]))::\(text(groups[zeros.upperBound...]))]:\(port)"
    }

    /// The run that `::` stands for: the longest of at least two zeros, the first of equals (RFC 5952, 4.2).
    private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
        var longest = 0..<1
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > longest.count { longest = start..<end }
            start = end + 1
        }
        return longest.count >= 2 ? longest : nil
    }
}
