import GossipCore
import Membership

/// `GET /v1/members`: the nodes, as this one sees them.
enum MembersDocument {
    static func render(_ picture: FleetPicture) -> JSONWriter {
        var document = JSONWriter(capacity: 64 + 400 * picture.members.count)
        document.array { json in
            for member in picture.members where member.record.state != .forgotten {
                let terms = picture.shardTerms[member.record.id]
                let notice = picture.nodeNotices.notice(of: member.record)
                json.object { json in
                    json.field("name", member.record.name)
                    json.field("node_id", member.record.id.description)
                    json.field("address", member.record.gossip.description)
                    json.field("http", member.record.http?.description)
                    json.field("region", member.record.region)
                    json.field("version", notice?.version.text)
                    json.field("state", member.record.state.label)
                    json.field("incarnation", member.record.incarnation.number)
                    json.field("voter", picture.status.voting.voters.contains(member.record.id))
                    json.field("since", member.sinceWall)
                    json.field("rtt_seconds", member.roundTrip?.seconds)
                    json.field("max_seconds", terms?.promise.seconds)
                    json.field("lease_grace", terms?.grace.seconds)
                    json.key("group_keys")
                    if let notice {
                        json.array { json in
                            for hint in notice.keys { json.string(hint.description) }
                        }
                    } else {
                        json.null()
                    }
                }
            }
        }
        return document
    }
}

extension MemberState {
    /// The state in `/v1/members`, `/v1/status` and `/metrics`.
    var label: String {
        switch self {
        case .alive: "alive"
        case .suspect: "suspect"
        case .dead: "dead"
        case .left: "left"
        case .forgotten: "forgotten"
        }
    }

    /// Every state that a person sees.
    static let shown: [MemberState] = [.alive, .suspect, .dead, .left]
}
