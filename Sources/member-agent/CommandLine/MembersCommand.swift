import ArgumentParser
import FoundationEssentials

struct MembersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "List the nodes of the fleet as a running node sees them.")

    @OptionGroup var client: ClientOptions
    @OptionGroup var options: ShowOptions

    func run() async throws {
        let client = try client.client()
        try await options.show { () async throws(Failure) in
            try await client.get("/v1/members")
        } screen: { _ async throws(Failure) in
            let members = try await client.get("/v1/members")
            let status = try await client.get("/v1/status")
            return Self.screen(
                try NodeClient.decode([MemberAnswer].self, from: members),
                try NodeClient.decode(StatusAnswer.self, from: status), Moment(Date()))
        }
    }

    /// Those that are not well come first: a window may not hold all.
    static func screen(_ members: [MemberAnswer], _ status: StatusAnswer, _ moment: Moment) -> Screen {
        var table = TextTable([
            "NAME", "STATE", .figures("FOR"), "REGION", "VERSION", "ADDRESS", .figures("RTT"),
            "VOTER", .figures("INCARNATION"),
        ])
        let order = ["dead": 0, "suspect": 1, "alive": 2]
        let sorted = members.sorted {
            (order[$0.state] ?? 3, $0.name) < (order[$1.state] ?? 3, $1.name)
        }
        for member in sorted {
            let tone = tone(of: member.state)
            table.add([
                TerminalText(member.name, member.nodeId == status.nodeId ? .strong : .plain),
                TerminalText(member.state, tone), TerminalText(moment.age(of: member.since)),
                TerminalText(member.region), TerminalText(member.version ?? "-"),
                TerminalText(member.address),
                TerminalText(member.rttSeconds.map { Figures.duration($0) } ?? "-"),
                TerminalText(member.voter == true ? "yes" : "no"), TerminalText(String(member.incarnation)),
            ])
        }
        var lines = [headline(members), TerminalText()] + table.lines + [TerminalText(), voters(status)]
        let versions = RunningVersions(members)
        if versions.areSeveral { lines.append(TerminalText(versions.sentence, .doubtful)) }
        return Screen(lines)
    }

    private static func tone(of state: String) -> TerminalText.Tone {
        switch state {
        case "alive": .good
        case "suspect": .doubtful
        case "dead": .bad
        default: .faint
        }
    }

    private static func headline(_ members: [MemberAnswer]) -> TerminalText {
        let count = { state in members.count { $0.state == state } }
        let (alive, suspect, dead) = (count("alive"), count("suspect"), count("dead"))
        let all = Figures.plural(alive + suspect + dead, "node", "nodes")
        if dead > 0 { return TerminalText("\(dead) of \(all) \(dead == 1 ? "is" : "are") dead.", .bad) }
        if suspect > 0 {
            return TerminalText("\(suspect) of \(all) \(suspect == 1 ? "is" : "are") suspect.", .doubtful)
        }
        return TerminalText(alive == 1 ? "This node is alone." : "All \(all) are alive.", .good)
    }

    private static func voters(_ status: StatusAnswer) -> TerminalText {
        guard let epoch = status.epoch else {
            return TerminalText("Nobody decides numbers: the voters are not founded yet.", .bad)
        }
        let voters = Figures.plural(status.voters?.count ?? 0, "voter", "voters")
        return TerminalText("Epoch \(epoch), \(voters), ")
            + (status.hasMajority == false
                ? TerminalText("no majority in reach: new clusters get no number.", .bad)
                : TerminalText("a majority in reach.", .good))
    }
}
