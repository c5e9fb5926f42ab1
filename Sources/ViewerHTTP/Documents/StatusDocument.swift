import GossipCore
import Membership

/// `GET /v1/status`: this node.
enum StatusDocument {
    /// - Parameter groupKeys: hints of the keys in use; the first seals, all open.
    static func render(_ picture: FleetPicture, version: String, groupKeys: [String]) -> JSONWriter {
        let status = picture.status
        var document = JSONWriter(capacity: 1_024)
        document.object { json in
            json.field("name", status.own.name)
            json.field("node_id", status.own.id.description)
            json.field("version", version)
            json.field("region", status.own.region)
            json.field("started_at", status.startedAt)
            json.key("members")
            json.object { json in
                json.field("alive", picture.count(of: .alive))
                json.field("suspect", picture.count(of: .suspect))
                json.field("dead", picture.count(of: .dead))
                json.field("left", picture.count(of: .left))
            }
            voters(status, in: picture, &json)
            json.field("synchronised", status.isSynchronised)
            json.key("map")
            json.object { json in
                json.field("entries", status.entries)
                // As text: it is wider than the integers of JavaScript.
                json.key("fingerprint")
                json.quoted { bytes in
                    for shift in stride(from: 56, through: 0, by: -8) {
                        bytes.appendHexadecimal(
                            UInt8(truncatingIfNeeded: status.fingerprint >> UInt64(shift)))
                    }
                }
            }
            json.key("group_keys")
            json.array { json in
                for hint in groupKeys { json.string(hint) }
            }
            json.key("traffic")
            json.object { traffic(status.traffic, &$0) }
        }
        return document
    }

    private static func voters(
        _ status: FleetPicture.Status, in picture: FleetPicture, _ json: inout JSONWriter
    ) {
        let voting = status.voting
        json.key("epoch")
        if let epoch = voting.epoch { json.number(epoch.number) } else { json.null() }
        json.key("voters")
        json.array { json in
            for voter in voting.voters { json.string(picture.name(of: voter)) }
        }
        json.field("has_majority", status.hasMajority)
        json.field("lineage", voting.lineage?.description)
        json.field("is_voter", voting.isVoter)
        json.field("is_resigned", voting.isResigned)
        json.field("is_founding", voting.isFounding)
        json.quarrel(picture)
    }

    private static func traffic(_ traffic: Traffic, _ json: inout JSONWriter) {
        json.field("sent_bytes", traffic.sentBytes)
        json.field("received_bytes", traffic.receivedBytes)
        json.field("sent_datagrams", traffic.sentDatagrams)
        json.field("received_datagrams", traffic.receivedDatagrams)
        json.key("dropped")
        json.object { json in
            for reason in DropReason.allCases {
                json.key(text: reason.label)
                json.number(traffic[reason])
            }
        }
    }
}

extension FleetPicture {
    func count(of state: MemberState) -> Int { members.count { $0.record.state == state } }

    /// A member's name; one that was forgotten has its id left.
    func name(of node: NodeID) -> String {
        members.first { $0.record.id == node }?.record.name ?? node.description
    }
}

extension JSONWriter {
    /// The member `quarrel`: which other fleet, founded apart, was met.
    mutating func quarrel(_ picture: FleetPicture) {
        key("quarrel")
        guard let quarrel = picture.status.voting.quarrel else { return null() }
        object { json in
            json.field("lineage", quarrel.lineage.description)
            json.field("member", picture.name(of: quarrel.member))
            json.field("address", quarrel.address.description)
        }
    }
}
