import GossipCore
import Testing

@Suite("Addresses")
struct AddressTests {
    @Test(
        "An IPv6 address has its canonical spelling (RFC 5952, 4)",
        arguments: [
            (0, 1, "[::1]:7"), (0, 0, "[::]:7"),
            (0x2001_0db8_0000_0000, 0x0000_0000_0000_0001, "[2001:db8::1]:7"),
            (0x2001_0db8_0000_0001, 0x0001_0001_0001_0001, "[2001:db8:0:1:1:1:1:1]:7"),
            (0x2001_0000_0000_0001, 0x0000_0000_0000_0001, "[2001:0:0:1::1]:7"),
            (0x2001_0db8_0000_0000, 0x0001_0000_0000_0001, "[2001:db8::1:0:0:1]:7"),
            (0xfe80_0000_0000_0000, 0, "[fe80::]:7"),
        ] as [(UInt64, UInt64, String)])
    func canonical(high: UInt64, low: UInt64, text: String) {
        #expect(Address(high: high, low: low, port: 7).description == text)
    }

    @Test("An IPv4 address is spelled as such")
    func ipv4() {
        #expect(Address(ipv4: 0x7F00_0001, port: 9_189).description == "127.0.0.1:9189")
    }
}
