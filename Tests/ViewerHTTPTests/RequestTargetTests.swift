import NIOCore
import Testing

@testable import ViewerHTTP

@Suite("Request targets and keys")
struct RequestTargetTests {
    @Test(
        "A target is taken apart into path and query",
        arguments: [
            ("/a/b?c=d", "/a/b", "c=d"), ("/", "/", nil), ("///a//b", "/a//b", nil), ("//", "/", nil),
            ("http://host:1/a?b", "/a", "b"), ("http://host", "/", nil), ("http://host?b", "/", "b"),
            ("*", "*", nil), ("", "/", nil), ("?x", "/", "x"), ("/a?b?c", "/a", "b?c"),
        ] as [(String, String, String?)])
    func parts(uri: String, path: String, query: String?) {
        let target = RequestTarget(uri)
        #expect(target.path == path)
        #expect(target.query.map { String($0) } == query)
    }

    @Test("The first of several parameters counts, decoded")
    func parameters() {
        let target = RequestTarget("/?a=1&b=x%20y+z&a=2&&c&%64=4&e==")
        #expect(target.first("a") == "1")
        #expect(target.first("b") == "x y z")
        #expect(target.first("c") == "")
        #expect(target.first("d") == "4")
        #expect(target.first("e") == "=")
        #expect(target.first("f") == nil)
    }

    @Test("A parameter is cut out of an address, and the others stay as they are")
    func without() {
        #expect(RequestTarget("/?token=x").without("token") == "/")
        #expect(RequestTarget("/?a=%20&token=x&b=+&token=y").without("token") == "/?a=%20&b=+")
        #expect(RequestTarget("/p").without("token") == "/p")
    }

    @Test("Percent-encoding comes back")
    func percent() {
        let text = "a b/ü\u{1F600}%;=~-._"
        #expect(PercentEncoding.decode(Substring(PercentEncoding.encode(text)).utf8) == text)
    }

    @Test("An IPv4 address has one key however it comes, and an IPv6 subscriber has one")
    func addressKeys() throws {
        let key = { (text: String) throws in LimitKey.of(try SocketAddress(ipAddress: text, port: 1)) }
        let mapped = (try key("10.0.0.1"), try key("::ffff:10.0.0.1"))
        #expect(mapped.0 == mapped.1)
        let neighbour = try key("10.0.0.2")
        #expect(mapped.0 != neighbour)
        let subscriber = (try key("2001:db8:1:2::1"), try key("2001:db8:1:2:ffff::9"))
        #expect(subscriber.0 == subscriber.1)
        let other = try key("2001:db8:1:3::1")
        #expect(subscriber.0 != other)
    }

    @Test("Tokens are compared whole")
    func tokens() {
        let tokens = Tokens(["", "secret", "s\u{E9}"])
        for right in ["secret", "s\u{E9}"] { #expect(tokens.accept(right)) }
        for wrong in ["", "secre", "secrets", "secretsecret", "se\u{301}", "Secret"] {
            #expect(!tokens.accept(wrong))
        }
        #expect(Tokens([""]).isOpen)
    }
}
