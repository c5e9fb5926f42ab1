import Membership
import Synchronization

/// The newest picture, for any number of readers; none of them waits for the gossip loop.
final class PictureBox: Sendable {
    private let picture: Mutex<FleetPicture>

    init(_ picture: FleetPicture) { self.picture = Mutex(picture) }

    var current: FleetPicture {
        get { picture.withLock { $0 } }
        set { picture.withLock { $0 = newValue } }
    }
}
