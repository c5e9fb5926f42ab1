import GossipCore
import Testing

@testable import member_agent

@Suite("Endpoints and addresses")
struct EndpointTests {
    @Test(
        "HOST:PORT is understood, with IPv6 in brackets",
        arguments: [
            ("127.0.0.1:9189", "127.0.0.1", 9189), ("node-1.example:0", "node-1.example", 0),
            ("[::1]:65535", "::1", 65535),
        ] as [(String, String, UInt16)])
    func understood(text: String, host: String, port: UInt16) {
        let endpoint = Endpoint(text)
        #expect(endpoint == Endpoint(host: host, port: port))
        #expect(endpoint?.description == text)
    }

    @Test(
        "Anything else is not",
        arguments: [
            "", ":", ":1", "host", "host:", "host:x", "host:65536", "host:-1", "host:+1", "::1:1", "[::1]",
            "[host]:1",
            "a b:1",
        ])
    func refused(text: String) {
        #expect(Endpoint(text) == nil)
    }

    @Test(
        "An address goes to the kernel's form and back",
        arguments: ["127.0.0.1", "255.1.2.3", "::1", "2001:db8::7"])
    func roundTrip(host: String) throws {
        let address = try #require(try Resolver.addresses(of: Endpoint(host: host, port: 9189)).first)
        let bytes = try #require(SocketAddressBytes(address, isIPv6: address.ipv4 == nil))
        let back = bytes.withPointer { pointer, count in
            SocketAddressBytes.address(UnsafeRawBufferPointer(start: pointer, count: Int(count)))
        }
        #expect(back == address)
        #expect(address.port == 9189)
    }

    @Test("An IPv6 socket reaches an IPv4 peer by its mapped address, an IPv4 socket no IPv6 peer")
    func families() throws {
        let v4 = Address(ipv4: 0x0A00_0001, port: 7)
        let mapped = try #require(SocketAddressBytes(v4, isIPv6: true)).withPointer { pointer, count in
            SocketAddressBytes.address(UnsafeRawBufferPointer(start: pointer, count: Int(count)))
        }
        #expect(mapped == v4)
        #expect(SocketAddressBytes(Address(high: 0x2001 << 48, low: 1, port: 7), isIPv6: false) == nil)
    }

    @Test("Loopback and wildcard addresses are known in both families")
    func kinds() throws {
        func address(_ host: String) throws -> Address {
            try #require(try Resolver.addresses(of: Endpoint(host: host, port: 1)).first)
        }
        #expect(try address("127.1.2.3").isLoopback)
        #expect(try address("::1").isLoopback)
        #expect(try !address("10.0.0.1").isLoopback)
        #expect(try address("0.0.0.0").isWildcard)
        #expect(try address("::").isWildcard)
        #expect(try !address("::1").isWildcard)
    }

    @Test("A name that nobody has is said with the resolver's words")
    func unknownHost() {
        #expect(throws: Failure.self) {
            try Resolver.addresses(of: Endpoint(host: "no-such-host.invalid", port: 1))
        }
    }
}
