/// The names of the samples that a digest is made of, under one namespace (`--namespace`): Argus
/// writes `discord_guilds` where the namespace is `discord`. Made once, at start.
public struct SampleNames: Sendable {
    /// The namespace and an underscore, as UTF-8.
    let prefix: [UInt8]

    public init(namespace: String) { prefix = Array((namespace + "_").utf8) }
}
