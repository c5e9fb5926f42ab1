import Testing

@testable import GossipCore

@Suite("Replay window (RFC 6479)")
struct ReplayWindowTests {
    @Test("A counter counts once; zero never does")
    func once() {
        var window = ReplayWindow()
        #expect(window.accept(0) == false)
        #expect(window.accept(1) == true)
        #expect(window.accept(1) == false)
    }

    @Test("The window is exactly 2,048 wide, wherever it stands", arguments: 0..<130)
    func edges(phase: UInt64) {
        var window = ReplayWindow()
        let newest = 100_000 + phase
        #expect(window.accept(newest) == true)
        #expect(window.accept(newest - 2_048) == false)
        #expect(window.accept(newest - 2_047) == true)
        #expect(window.accept(newest - 2_047) == false)
        #expect(window.accept(newest - 1) == true)
        #expect(window.accept(newest) == false)
    }

    @Test("A step forward keeps what is still inside and drops what fell out")
    func step() {
        var window = ReplayWindow()
        for counter in UInt64(1)...2_048 { #expect(window.accept(counter) == true) }
        #expect(window.accept(2_049) == true)
        for counter in UInt64(1)...2_049 { #expect(window.accept(counter) == false) }
    }

    @Test("A leap over more than the window leaves no stale bits, and the end of the numbers does not trap")
    func leap() {
        var window = ReplayWindow()
        for counter in UInt64(1)...3_000 { #expect(window.accept(counter) == true) }
        #expect(window.accept(1_000_000) == true)
        for counter in UInt64(997_953)...999_999 { #expect(window.accept(counter) == true) }
        #expect(window.accept(.max) == true)
        #expect(window.accept(.max) == false)
        #expect(window.accept(.max - 2_047) == true)
        #expect(window.accept(.max - 2_048) == false)
    }

    @Test("It agrees with a plain set on random counters", arguments: 1...20)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var window = ReplayWindow()
        var seen: Set<UInt64> = []
        var newest: UInt64 = 0
        for _ in 0..<5_000 {
            let base = newest < 2_200 ? 0 : newest - 2_200
            let leap = random.below(40) == 0 ? random.below(6_000) : random.below(40)
            let counter = base + UInt64(random.below(Int(newest - base) + 1)) + UInt64(random.below(2) * leap)
            let isNew = counter > 0 && counter + 2_048 > newest && !seen.contains(counter)
            #expect(window.accept(counter) == isNew)
            if isNew {
                seen.insert(counter)
                newest = max(newest, counter)
            }
        }
        #expect(window.newest == newest)
    }
}

@Suite("Replay windows of many boots")
struct ReplayWindowsTests {
    private func boot(_ number: UInt64) -> BootID { BootID(high: number, low: ~number) }

    @Test("Windows of two boots do not touch each other")
    func separate() {
        var windows = ReplayWindows(countMax: 4)
        let first = windows.insert(boot(1))
        let second = windows.insert(boot(2))
        #expect(windows.accept(5, at: first) == true)
        #expect(windows.accept(5, at: second) == true)
        #expect(windows.accept(5, at: first) == false)
    }

    @Test("The least recently heard makes room, and its slot starts afresh")
    func eviction() throws {
        var windows = ReplayWindows(countMax: 3)
        for number in UInt64(1)...3 { #expect(windows.accept(1, at: windows.insert(boot(number))) == true) }
        #expect(windows.accept(2, at: try #require(windows.index(of: boot(1)))) == true)

        let fourth = windows.insert(boot(4))
        #expect(windows.index(of: boot(2)) == nil)
        #expect(windows.index(of: boot(1)) != nil)
        #expect(windows.index(of: boot(3)) != nil)
        #expect(windows.count == 3)
        #expect(windows.accept(1, at: fourth) == true)
    }

    @Test("A replay does not count as hearing")
    func replayDoesNotRefresh() throws {
        var windows = ReplayWindows(countMax: 2)
        for number in UInt64(1)...2 { #expect(windows.accept(1, at: windows.insert(boot(number))) == true) }
        #expect(windows.accept(1, at: try #require(windows.index(of: boot(1)))) == false)
        _ = windows.insert(boot(3))
        #expect(windows.index(of: boot(1)) == nil)
        #expect(windows.index(of: boot(2)) != nil)
    }

    @Test("One window alone works too")
    func single() {
        var windows = ReplayWindows(countMax: 1)
        for number in UInt64(1)...5 {
            let index = windows.insert(boot(number))
            #expect(windows.accept(1, at: index) == true)
            #expect(windows.accept(1, at: index) == false)
        }
        #expect(windows.count == 1)
    }

    @Test("It agrees with a plain list on random hearing", arguments: 1...10)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var windows = ReplayWindows(countMax: 8)
        // Least recently heard first.
        var heard: [UInt64] = []
        for counter in UInt64(1)...2_000 {
            let number = UInt64(random.below(12))
            #expect((windows.index(of: boot(number)) != nil) == heard.contains(number))
            let index = windows.index(of: boot(number)) ?? windows.insert(boot(number))
            #expect(windows.accept(counter, at: index) == true)
            heard.removeAll { $0 == number }
            heard.append(number)
            if heard.count > 8 { heard.removeFirst() }
        }
        #expect(windows.count == 8)
    }
}
