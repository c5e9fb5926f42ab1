/// INV-9: a replayed or forged datagram changes no state, and nothing is answered to it.
struct ReplayChangesNothing {
    func injected(
        _ tampering: DatagramPool.Tampering, into host: Int, before: StateDigest?, after: StateDigest?
    ) -> String? {
        before == after ? nil : "a \(tampering) datagram changed the state of host \(host)"
    }
}
