import CSodium

/// The one start of libsodium. It picks the fastest implementations of this processor; until then the
/// portable ones would run.
enum Sodium {
    /// Safe to call from any thread, any number of times.
    static func prepare() { precondition(isReady, "libsodium did not start") }

    private static let isReady = sodium_init() >= 0
}
