import Membership
import Synchronization

/// The clusters whose beats the roster accepts without a further look, so that a beat is answered on its
/// connection's thread. Never more than the roster holds: it fills as beats are accepted, and the roster's next
/// refusal of one takes that one out again.
final class KnownClusters: Sendable {
    private let clusters = Mutex<Set<ClusterIdentity>>([])

    func contains(_ identity: ClusterIdentity) -> Bool { clusters.withLock { $0.contains(identity) } }

    func insert(_ identity: ClusterIdentity) { _ = clusters.withLock { $0.insert(identity) } }

    func remove(_ identity: ClusterIdentity) { _ = clusters.withLock { $0.remove(identity) } }
}
