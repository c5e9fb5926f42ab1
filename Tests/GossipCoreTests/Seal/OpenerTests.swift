import Testing

@testable import GossipCore

@Suite("Opening")
struct OpenerTests {
    @Test("What was sealed opens to the same plaintext, once")
    func opensOnce() throws {
        var fixture = try SealingFixture()
        let datagram = fixture.sealed([.nack(Nack(challenge: 0x0807_0605_0403_0201))])
        let text = try fixture.open(datagram).get()
        #expect(Hex.of(text) == "00000000000011110000000000002222" + "00" + "04" + "08" + "0102030405060708")
        #expect(fixture.open(datagram).dropReason == .replayed)
    }

    @Test("A flipped bit anywhere drops the datagram, and costs the true one nothing")
    func flippedBits() throws {
        var fixture = try SealingFixture()
        let datagram = fixture.sealed()
        for index in datagram.indices {
            for bit in 0..<8 {
                var flipped = datagram
                flipped[index] ^= 1 << UInt8(bit)
                let reason = fixture.open(flipped).dropReason
                switch index {
                case 0: #expect(reason == .version)
                case 1..<5: #expect(reason == .unknownKey)
                default: #expect(reason == .forged)
                }
            }
        }
        #expect(fixture.open(datagram).isOpened)
    }

    @Test("A datagram cut at any length, or longer than it was, is dropped")
    func truncation() throws {
        var fixture = try SealingFixture()
        let datagram = fixture.sealed()
        for length in 0..<datagram.count {
            let reason = fixture.open(Array(datagram.prefix(length))).dropReason
            #expect(reason == (length < 62 ? .tooShort : .forged))
        }
        #expect(fixture.open(datagram + [0]).dropReason == .forged)
        #expect(fixture.open(datagram).isOpened)
    }

    @Test("1,200 bytes are read and 1,201 are not")
    func size() throws {
        var fixture = try SealingFixture()
        #expect(fixture.open([1] + [UInt8](repeating: 0, count: 1_199)).dropReason == .unknownKey)
        #expect(fixture.open([1] + [UInt8](repeating: 0, count: 1_200)).dropReason == .tooLong)
    }

    @Test("Another key, another label: not ours")
    func foreign() throws {
        var fixture = try SealingFixture()
        let datagram = fixture.sealed()
        var otherKey = Opener(ownBoot: SealingFixture.receiverBoot, keyring: try SealingFixture.ring(2))
        #expect(SealingFixture.open(datagram, with: &otherKey).dropReason == .unknownKey)
        var otherLabel = Opener(
            ownBoot: SealingFixture.receiverBoot,
            keyring: try SealingFixture.ring(1, label: Array("fleet2".utf8)))
        #expect(SealingFixture.open(datagram, with: &otherLabel).dropReason == .forged)
    }

    @Test("A datagram of our own boot that comes back is dropped as an echo")
    func ownEcho() throws {
        var fixture = try SealingFixture()
        var opener = Opener(ownBoot: SealingFixture.senderBoot, keyring: try SealingFixture.ring(1))
        #expect(SealingFixture.open(fixture.sealed(), with: &opener).dropReason == .ownEcho)
    }

    @Test("A forger who takes our boot id is a forger, not an echo")
    func forgedEcho() throws {
        var fixture = try SealingFixture()
        var opener = Opener(ownBoot: SealingFixture.senderBoot, keyring: try SealingFixture.ring(1))
        var datagram = fixture.sealed()
        datagram[40] ^= 1
        #expect(SealingFixture.open(datagram, with: &opener).dropReason == .forged)
    }

    @Test("Datagrams open in any order, and also after the boot's subkey was kept")
    func reordered() throws {
        var fixture = try SealingFixture()
        let datagrams = (0..<50).map { _ in fixture.sealed() }
        for datagram in datagrams.reversed() { #expect(fixture.open(datagram).isOpened) }
        for datagram in datagrams { #expect(fixture.open(datagram).dropReason == .replayed) }
    }

    @Test("Forged datagrams of other boots push no window out")
    func forgedTakesNoWindow() throws {
        var fixture = try SealingFixture(windowsMax: 1)
        let datagram = fixture.sealed()
        #expect(fixture.open(datagram).isOpened)
        for byte in UInt8(100)..<200 {
            var forged = datagram
            forged[5] = byte
            #expect(fixture.open(forged).dropReason == .forged)
        }
        #expect(fixture.open(datagram).dropReason == .replayed)
    }

    @Test("A counter of zero is refused, even of a boot that is new, and takes no window")
    func zeroCounter() throws {
        var fixture = try SealingFixture(windowsMax: 1)
        let datagram = fixture.sealed()
        #expect(fixture.open(datagram).isOpened)

        let ring = try SealingFixture.ring(1)
        let boot = BootID(high: 0, low: 0)
        // Hint of the true datagram, then boot id and counter, all zero.
        var zero = Array(datagram[0..<5]) + [UInt8](repeating: 0, count: datagram.count - 5)
        zero.withUnsafeMutableBytes { bytes in
            let tagOffset = bytes.count - Limits.tagBytes
            Subkey(ring.sealing, boot: boot).seal(
                UnsafeMutableRawBufferPointer(rebasing: bytes[Limits.headerBytes..<tagOffset]),
                tag: UnsafeMutableRawBufferPointer(rebasing: bytes[tagOffset...]), counter: 0,
                additionalData: ring.additionalData[0])
        }
        #expect(fixture.open(zero).dropReason == .replayed)
        #expect(fixture.open(datagram).dropReason == .replayed)
    }

    @Test("A datagram of a boot whose window was pushed out opens again, and no more than once")
    func evicted() throws {
        var fixture = try SealingFixture(windowsMax: 1)
        let datagram = fixture.sealed()
        #expect(fixture.open(datagram).isOpened)
        var other = Sealer(boot: BootID(high: 5, low: 5), keyring: try SealingFixture.ring(1))
        #expect(fixture.open(SealingFixture.sealed(by: &other, in: &fixture.outbox)).isOpened)
        #expect(fixture.open(datagram).isOpened)
        #expect(fixture.open(datagram).dropReason == .replayed)
    }

    @Test("While a key is rotated, each step opens what the step before and after it seals")
    func rotation() throws {
        let old = try SealingFixture.ring(1)
        let installed = try old.installing(try SealingFixture.key(2))
        let used = try installed.using(try SealingFixture.key(2).hint)
        let removed = try used.removing(try SealingFixture.key(1).hint)
        let steps = [old, installed, used, removed]

        var fixture = try SealingFixture()
        for (index, ring) in steps.enumerated() {
            fixture.sealer.use(ring)
            for neighbour in max(0, index - 1)...min(3, index + 1) {
                fixture.opener.use(steps[neighbour])
                #expect(fixture.open(fixture.sealed()).isOpened)
            }
        }
        fixture.sealer.use(old)
        #expect(fixture.open(fixture.sealed()).dropReason == .unknownKey)
    }
}
