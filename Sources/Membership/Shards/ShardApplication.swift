/// An application whose shards a node gives out, as its operator configured it.
public struct ShardApplication: Hashable, Sendable {
    /// What `/connect` without an application of its own means.
    public static let defaultName = "default"

    public var name: String
    /// `--max-shards` and `--max-concurrency`; what Discord says counts where they are nil.
    public var shards: Int?
    public var buckets: Int?
    /// Whether this node can ask Discord about it.
    public var hasToken: Bool

    public init(name: String = defaultName, shards: Int? = nil, buckets: Int? = nil, hasToken: Bool = false) {
        self.name = name
        self.shards = shards
        self.buckets = buckets
        self.hasToken = hasToken
    }

    public var id: ApplicationID { ApplicationID(name: name) }
}
