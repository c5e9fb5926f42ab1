import Testing

@testable import GossipCore

@Suite("Token bucket")
struct TokenBucketTests {
    @Test("In any time at most rate times time plus one burst passes (INV-11)")
    func rate() {
        var bucket = TokenBucket(bytesPerSecond: 1_000, burst: 500, at: .zero)
        var passed = 0
        for millisecond in 0...10_000 {
            bucket.refill(at: .zero + .milliseconds(millisecond))
            while bucket.allows(30) {
                bucket.spend(30)
                passed += 30
            }
        }
        #expect(passed <= 10_500)
        #expect(passed > 10_400)
    }

    @Test("It tells when there will be enough, and a standstill of hours fills it to one burst")
    func ready() {
        var bucket = TokenBucket(bytesPerSecond: 1_000, burst: 500, at: .zero)
        bucket.spend(500)
        let ready = bucket.ready(for: 100)
        #expect(ready > .zero + .milliseconds(99) && ready < .zero + .milliseconds(102))
        bucket.refill(at: ready)
        #expect(bucket.allows(100))
        bucket.refill(at: .zero + .seconds(36_000))
        #expect(bucket.allows(500) && !bucket.allows(501))
    }

    @Test("What passes unasked overdraws it by one burst at most")
    func overdraft() {
        var bucket = TokenBucket(bytesPerSecond: 1_000, burst: 500, at: .zero)
        bucket.spend(10_000)
        bucket.refill(at: .zero + .milliseconds(999))
        #expect(!bucket.allows(500))
        bucket.refill(at: .zero + .seconds(1) + .milliseconds(1))
        #expect(bucket.allows(500))
    }
}
