import GossipCore
import Membership

/// `GET /v1/overview`: the whole fleet on one page, in a size that does not grow with its clusters: what is wrong,
/// a line a fleet, and what happened last.
enum OverviewDocument {
    /// Further ones of a kind are counted, not listed.
    private static let troublesMax = 100
    private static let elsewhereMax = 8
    private static let eventsMax = 12

    static func render(_ chronicle: Chronicle, _ configuration: ViewerConfiguration) -> JSONWriter {
        let sighting = chronicle.sighting
        let picture = sighting.picture
        var survey = Survey(picture)
        var document = JSONWriter(capacity: 16 << 10)
        document.object { json in
            node(picture, sighting.majoritySince, chronicle, configuration, &json)
            json.key("fleets")
            json.array { json in
                for fleet in picture.fleets {
                    json.object { json in
                        json.field("name", fleet.name)
                        json.states(survey.count(fleet))
                        json.key("rollup")
                        json.metrics(fleet.rollup)
                    }
                }
            }
            json.key("global")
            json.object { json in
                json.states(survey.all)
                json.key("rollup")
                json.metrics(picture.global)
                json.key("trend")
                json.trend(sighting.globalTrend)
            }
            json.key("pools")
            json.array { json in
                for pool in picture.pools {
                    json.object { $0.poolSummary(pool) }
                }
            }
            json.key("troubles")
            json.object { json in
                survey.write(to: &json, limit: troublesMax)
                PoolTroubles(sighting, limit: troublesMax).write(to: &json)
            }
            json.key("events")
            json.array { json in
                for event in chronicle.latest(eventsMax) { json.event(event) }
            }
        }
        return document
    }

    private static func node(
        _ picture: FleetPicture, _ majoritySince: WallTime, _ chronicle: Chronicle,
        _ configuration: ViewerConfiguration, _ json: inout JSONWriter
    ) {
        let status = picture.status
        json.field("generated_at", picture.generatedAt)
        json.field("cursor", chronicle.cursor(picture.version))
        json.field("node", status.own.name)
        json.field("region", status.own.region)
        json.field("version", configuration.version)
        json.field("started_at", status.startedAt)
        json.field("heartbeat_interval", configuration.heartbeatInterval)
        json.field("ingest_token_needed", !configuration.ingestTokens.isEmpty)
        json.field("synchronised", status.isSynchronised)
        voters(picture, since: majoritySince, &json)
        json.key("members")
        json.object { json in
            for state in MemberState.shown {
                json.key(text: state.label)
                json.number(picture.count(of: state))
            }
        }
        // Where to go when this node goes.
        json.key("elsewhere")
        json.array { json in
            let others = picture.members.lazy.filter {
                $0.record.id != status.own.id && $0.record.state == .alive && $0.record.http != nil
            }
            for member in others.prefix(elsewhereMax) {
                json.object { json in
                    json.field("name", member.record.name)
                    json.field("region", member.record.region)
                    json.field("http", member.record.http?.description)
                }
            }
        }
    }

    /// Who decides numbers, whether they can, and if not, why and since when.
    private static func voters(_ picture: FleetPicture, since: WallTime, _ json: inout JSONWriter) {
        let status = picture.status
        json.field("has_majority", status.hasMajority)
        json.field("majority_since", since)
        json.field("pending_reason", status.pendingReason.label)
        json.field("is_founding", status.voting.isFounding)
        json.key("voters")
        json.array { json in
            for voter in status.voting.voters {
                let member = picture.members.first { $0.record.id == voter }
                json.object { json in
                    json.field("name", member?.record.name ?? voter.description)
                    json.field("state", (member?.record.state ?? .forgotten).label)
                }
            }
        }
        json.quarrel(picture)
    }
}
