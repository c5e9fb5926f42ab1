import ArgumentParser

/// The flags of `run`. Each is text here; `RunSettings` checks it together with what the environment
/// and the configuration file say.
struct RunOptions: ParsableArguments {
    @Option(
        help: .init(
            "A JSON file of settings: the flags below in snake_case, without dashes. [ROLLCALL_CONFIG]",
            valueName: "path"))
    var config: String?

    @Option(help: .init("Name of this node, unique in the fleet. [ROLLCALL_NAME; default: the host's name]"))
    var name: String?

    @Option(
        help: .init(
            "UDP address to bind; IPv6 in brackets. [ROLLCALL_GOSSIP; default: 127.0.0.1:9189]",
            valueName: "host:port"))
    var gossip: String?

    @Option(
        help: .init(
            "Address that peers are told. [ROLLCALL_ADVERTISE; default: the bound address]",
            valueName: "host:port"))
    var advertise: String?

    @Option(
        help: .init(
            "HTTP address; port 0 picks one and logs it. [ROLLCALL_HTTP; default: 127.0.0.1:9190]",
            valueName: "host:port"))
    var http: String?

    @Option(
        help: .init(
            "A seed; repeat it, or use commas. Names are resolved again at each try. [ROLLCALL_JOIN]",
            valueName: "host:port"))
    var join: [String] = []

    @Option(
        help: .init(
            """
            Found the voters, who hand out numbers, when this many nodes without voters have met. Give all \
            of them the same number. [ROLLCALL_BOOTSTRAP_EXPECT; default: 1 without --join, else 0]
            """, valueName: "n"))
    var bootstrapExpect: String?

    @Flag(
        help: "Never make this node a voter: for nodes that come and go with the load. [ROLLCALL_NO_VOTE]")
    var noVote = false

    @Option(
        help: .init(
            """
            The fleet's secret: a file with a key of `keygen`, or several, one a line; the first seals. \
            [ROLLCALL_GROUP_KEY_FILE, or the key itself in ROLLCALL_GROUP_KEY; default: gossip.key in the \
            state directory, made on a loopback bind]
            """, valueName: "path"))
    var groupKeyFile: String?

    @Option(
        help: .init(
            """
            Where the node's key, numbers and members are kept; mode 0700, one process each. \
            [ROLLCALL_STATE_DIR; default: $XDG_STATE_HOME/rollcall, else ~/.local/state/rollcall]
            """, valueName: "path"))
    var stateDir: String?

    @Option(help: .init("Where this node stands. [ROLLCALL_REGION, ARGUS_FLEET_GROUP; default: default]"))
    var region: String?

    @Option(
        help: .init(
            "Timing of the failure detector: local, lan or wan. [ROLLCALL_PROFILE; default: lan]",
            valueName: "profile"))
    var profile: String?

    @OptionGroup(title: "HTTP access")
    var access: AccessOptions

    @OptionGroup(title: "Clusters and logs")
    var clusters: ClusterOptions

    @OptionGroup(title: "Shards")
    var shards: ShardOptions

    @OptionGroup(title: "Notices")
    var notices: NoticeOptions

    /// What was given, by setting.
    var values: [Setting: String] {
        var values: [Setting: String] = [:]
        values[.name] = name
        values[.gossip] = gossip
        values[.advertise] = advertise
        values[.http] = http
        if !join.isEmpty { values[.join] = join.joined(separator: ",") }
        values[.bootstrapExpect] = bootstrapExpect
        if noVote { values[.noVote] = "true" }
        values[.groupKeyFile] = groupKeyFile
        values[.stateDir] = stateDir
        values[.region] = region
        values[.profile] = profile
        values.merge(access.values) { $1 }
        values.merge(clusters.values) { $1 }
        values.merge(shards.values) { $1 }
        values.merge(notices.values) { $1 }
        return values
    }

    /// The settings of all three sources.
    func settings(environment: [String: String]) throws(Failure) -> RunSettings {
        let path = config ?? environment["ROLLCALL_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let reader = SettingsReader(
            flags: values, environment: environment, file: path,
            fileValues: try path.map { path throws(Failure) in try SettingsFile.read(path: path) } ?? [:])
        return try RunSettings(reader, host: .current(environment: environment))
    }
}
