/// In which version of the picture each row of a fleet changed last, so that a reader is sent only rows that it
/// does not have.
struct RowAges: Sendable {
    /// Aligned with the fleet's clusters.
    var changedIn: [UInt64]
    /// The version in which rows came, went or changed places: who has an older one needs them all.
    let reshapedIn: UInt64

    init(all count: Int, changedIn version: UInt64) {
        changedIn = Array(repeating: version, count: count)
        reshapedIn = version
    }
}
