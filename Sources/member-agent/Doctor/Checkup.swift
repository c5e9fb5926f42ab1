import FoundationEssentials

/// What `doctor` found out about a node and the fleet that it sees.
struct Checkup: Equatable {
    /// A thing that is wrong, and what to do about it.
    struct Finding: Equatable {
        var what: String
        var remedy: String
    }

    var facts: [String] = []
    var findings: [Finding] = []

    var isHealthy: Bool { findings.isEmpty }

    mutating func find(_ what: String, _ remedy: String) {
        findings.append(Finding(what: what, remedy: remedy))
    }

    static func of(_ client: NodeClient) async throws(Failure) -> Checkup {
        let status = try await client.get("/v1/status")
        let members = try await client.get("/v1/members")
        let fleets = try await client.get("/v1/fleets")
        let overview = try await client.get("/v1/overview")
        let metrics = try await client.get("/metrics")
        var checkup = Checkup()
        let answered = try NodeClient.decode(StatusAnswer.self, from: status)
        checkup.examine(answered, at: client.endpoint)
        checkup.examineVoters(answered)
        let answer = try NodeClient.decode(FleetsAnswer.self, from: fleets)
        let moment = Moment(generatedAt: answer.generatedAt)
        let listed = try NodeClient.decode([MemberAnswer].self, from: members)
        checkup.examine(listed, moment)
        checkup.examine(answer)
        checkup.examineClock(generatedAt: answer.generatedAt, own: Date())
        let pools = try NodeClient.decode(OverviewAnswer.self, from: overview).pools ?? []
        checkup.examine(pools, refusedConnects: refusedConnects(in: metrics.text))
        checkup.examineTerms(listed)
        checkup.examineKeys(listed)
        return checkup
    }

    mutating func examine(_ status: StatusAnswer, at endpoint: Endpoint) {
        facts.append(
            "the node at \(endpoint) is \(status.name), version \(status.version), region \(status.region)")
        let others = (status.members["alive"] ?? 0) - 1
        facts.append(
            others == 1 ? "it sees 1 other member alive" : "it sees \(max(0, others)) other members alive")
        let dropped = status.traffic.dropped
        let foreign = (dropped["unknown_key"] ?? 0) + (dropped["forged"] ?? 0)
        if foreign > 0 && others <= 0 {
            find(
                "\(foreign) datagrams were sealed with another key, and no other member is alive",
                "Give this node and its peers the same group key (--group-key-file), and start them again.")
        } else if foreign > 0 {
            find(
                "\(foreign) datagrams were sealed with another key or were damaged",
                "Look for a host with an old group key, or for another fleet that gossips to this address.")
        } else {
            facts.append("no datagram came under another key")
        }
    }

    mutating func examine(_ members: [MemberAnswer], _ moment: Moment) {
        for member in members.sorted(by: { $0.name < $1.name }) {
            switch member.state {
            case "suspect":
                find(
                    "member \(member.name) at \(member.address) is suspect",
                    "It missed probes: look at its load and its network, and ask again in a minute.")
            case "dead":
                find(
                    "member \(member.name) at \(member.address) is dead, for \(moment.age(of: member.since))",
                    "Start it again, or check UDP between the two hosts. If it will not return, drop it: "
                        + "member-agent forget \(member.name)")
            default:
                break
            }
        }
        if members.count > 1 && members.allSatisfy({ $0.state == "alive" || $0.state == "left" }) {
            facts.append("no member is suspect or dead")
        }
        let versions = RunningVersions(members)
        if versions.areSeveral {
            // Nothing is wrong with that: nodes of several versions are made to work together.
            facts.append(versions.advice)
        }
    }

    /// Clocks only have to agree roughly: stamps of settings follow them, and people read them.
    static let clockToleranceSeconds = 30.0

    /// - Parameter generatedAt: when the node made its view, by its own clock; seconds ago at most.
    mutating func examineClock(generatedAt: String, own: Date) {
        let seconds = generatedAt.prefix { $0 != "." && $0 != "Z" } + "Z"
        guard let theirs = try? Date(String(seconds), strategy: .iso8601) else { return }
        let difference = theirs.timeIntervalSince(own)
        if abs(difference) > Self.clockToleranceSeconds {
            find(
                "the node's clock is \(Figures.duration(abs(difference))) "
                    + (difference > 0 ? "ahead of" : "behind") + " this host's",
                "Run a time service (NTP) on both hosts.")
        } else {
            facts.append("its clock agrees with this host's")
        }
    }
}
