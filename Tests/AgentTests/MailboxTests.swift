import GossipCore
import Synchronization
import Testing

@testable import member_agent

@Suite("The mailbox")
struct MailboxTests {
    @Test("Many letters before the loop comes cost one wake-up, and a later one another")
    func oneWakeUp() {
        let mailbox = Mailbox()
        let wakes = Mutex(0)
        mailbox.open { wakes.withLock { $0 += 1 } }
        for _ in 0..<100 { mailbox.post(.seeds([])) }
        #expect(wakes.withLock { $0 } == 1)
        var letters: [Mailbox.Letter] = []
        mailbox.take(emptied: &letters)
        #expect(letters.count == 100)
        mailbox.post(.leave)
        #expect(wakes.withLock { $0 } == 2)
        mailbox.take(emptied: &letters)
        #expect(letters.count == 1)
    }

    @Test("Letters from before the loop runs wait for it")
    func early() {
        let mailbox = Mailbox()
        mailbox.post(.leave)
        let wakes = Mutex(0)
        mailbox.open { wakes.withLock { $0 += 1 } }
        #expect(wakes.withLock { $0 } == 1)
    }
}
