import CSodium

/// The one start of libsodium. It picks the fastest implementations of this processor; until then the
/// portable ones would run.
enum Sodium {
    /// Safe to call from any thread, any number of times.
    static func prepare() { precondition(isReady, "libsodium did not start") }

    private static let isReady = sodium_init() >= 0
}

extension UnsafeRawBufferPointer {
    /// The first byte, as libsodium wants it. There must be memory, if only for no bytes.
    var octets: UnsafePointer<UInt8> {
        guard let baseAddress else { preconditionFailure("no memory") }
        return baseAddress.assumingMemoryBound(to: UInt8.self)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The first byte, as libsodium wants it. There must be memory, if only for no bytes.
    var octets: UnsafeMutablePointer<UInt8> {
        guard let baseAddress else { preconditionFailure("no memory") }
        return baseAddress.assumingMemoryBound(to: UInt8.self)
    }
}
