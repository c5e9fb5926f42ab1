import GossipCore
import Logging
import Membership

/// Says in the log what changed in the fleet.
struct ChangeReporter {
    private let log: Logger
    private var throttle = LogThrottle()
    /// As it was reported last.
    private var voting = VotingStatus()

    private let applications: [ApplicationID: String]
    private var names: [NodeID: String]

    /// - Parameters:
    ///   - applications: by whose names the log calls them.
    ///   - names: of members that no change is reported of, which is this node.
    init(log: Logger, applications: [ShardApplication] = [], names: [NodeID: String] = [:]) {
        self.log = log
        self.names = names
        self.applications = Dictionary(
            applications.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func report(_ change: Change) {
        switch change {
        case .member(let record, let previous):
            names[record.id] = record.state == .forgotten ? nil : record.name
            report(record, previous: previous)
        case .clusterRegistered(let identity, let fleet):
            log.info("cluster registered", metadata: ["identity": "\(identity)", "fleet": "\(fleet)"])
        case .clusterNumbered(let identity, let fleet, let number):
            log.info(
                "cluster numbered",
                metadata: ["identity": "\(identity)", "fleet": "\(fleet)", "number": "\(number.value)"])
        case .clusterUp(let identity):
            log.info("cluster up", metadata: ["identity": "\(identity)"])
        case .clusterDown(let identity, let reason):
            log.warning("cluster down", metadata: ["identity": "\(identity)", "reason": "\(reason.label)"])
        case .votersChanged(let voting):
            report(voting)
        case .resolveSeeds:
            log.debug("resolving the seeds")
        case .cloned(let address):
            guard throttle.allows("cloned", at: Clocks.monotonic()) else { return }
            log.error(
                "another process runs with a copy of this node's state directory; stop one of the two",
                metadata: ["address": "\(address)"])
        case .nameConflict(let one, let other):
            guard throttle.allows("name \(one) \(other)", at: Clocks.monotonic()) else { return }
            log.error(
                "two nodes have one name; give one of them another --name",
                metadata: ["node": "\(one)", "other": "\(other)"])
        case .discordIsDue(let application):
            log.debug("asking Discord", metadata: ["application": "\(name(application))"])
        case .shard(let application, let shard, let change):
            report(change, of: shard, of: name(application))
        case .left:
            log.info("left the fleet")
        }
    }

    private func name(_ application: ApplicationID) -> String {
        applications[application] ?? application.description
    }

    private func report(_ change: ShardChange, of shard: Int, of application: String) {
        var metadata: Logger.Metadata = ["application": "\(application)", "shard": "\(shard)"]
        switch change {
        case .held(let home):
            metadata["home"] = "\(names[home] ?? home.description)"
            log.info("shard held", metadata: metadata)
        case .ended: log.info("shard's session ended; it is free after the grace", metadata: metadata)
        case .lost: log.warning("shard lost: its node is gone, and nobody took it over", metadata: metadata)
        case .free: log.info("shard free", metadata: metadata)
        }
    }

    private mutating func report(_ now: VotingStatus) {
        let former = voting
        voting = now
        if now.epoch != former.epoch || now.lineage != former.lineage, let epoch = now.epoch {
            log.notice(
                "voters changed",
                metadata: [
                    "epoch": "\(epoch.number)", "voters": "\(now.voters.count)", "votes": "\(now.isVoter)",
                    "lineage": "\(now.lineage?.description ?? "")",
                ])
        }
        if now.isVoter != former.isVoter {
            log.info(now.isVoter ? "this node votes" : "this node does not vote any more")
        }
        if now.hasMajority != former.hasMajority, now.epoch != nil {
            if now.hasMajority {
                log.notice("a majority of the voters is here")
            } else {
                log.warning("no majority of the voters is here; new clusters wait for their numbers")
            }
        }
        if now.isResigned, !former.isResigned {
            log.error(
                "the state directory is an old copy of this node's; it votes no more until the voters change")
        }
        guard let quarrel = now.quarrel, quarrel.lineage != former.quarrel?.lineage else { return }
        log.error(
            "another fleet was met that was founded apart; nothing is shared with it until an operator chooses",
            metadata: [
                "address": "\(quarrel.address)", "theirs": "\(quarrel.lineage)",
                "ours": "\(now.lineage?.description ?? "none")",
            ])
    }

    /// Some seconds after the start.
    func remind(_ voting: VotingStatus, expected: Int) {
        if voting.lacksFounder {
            log.warning(
                """
                no voters are known, so clusters get no numbers: reach a fleet by --join, or start one node of a \
                new fleet with --bootstrap-expect 1
                """)
        } else if voting.isFounding {
            log.warning(
                "the voters are not founded yet: as many nodes as --bootstrap-expect says have to meet",
                metadata: ["expected": "\(expected)"])
        }
    }

    private func report(_ record: MemberRecord, previous: MemberState?) {
        let metadata: Logger.Metadata = [
            "name": "\(record.name)", "address": "\(record.gossip)", "region": "\(record.region)",
        ]
        switch record.state {
        case .alive where previous == .alive: log.debug("member changed", metadata: metadata)
        case .alive: log.info("member alive", metadata: metadata)
        case .suspect: log.info("member suspect", metadata: metadata)
        case .dead: log.warning("member dead", metadata: metadata)
        case .left: log.info("member left", metadata: metadata)
        case .forgotten: log.info("member forgotten", metadata: metadata)
        }
    }
}
