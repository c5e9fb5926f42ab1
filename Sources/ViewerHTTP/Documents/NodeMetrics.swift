import GossipCore
import Membership

/// `GET /metrics`: this node in Prometheus's text format, version 0.0.4.
enum NodeMetrics {
    static func render(_ picture: FleetPicture, counters: RequestCounters, version: String) -> [UInt8] {
        var text = PrometheusText()
        let status = picture.status
        text.family("rollcall_build_info", .gauge, "The version of this node.")
        text.sample("rollcall_build_info", [("version", version)], 1)
        text.family("rollcall_members", .gauge, "Nodes by state, as this node sees them.")
        for state in MemberState.shown {
            text.sample("rollcall_members", [("state", state.label)], picture.count(of: state))
        }
        text.family("rollcall_clusters", .gauge, "Clusters by fleet and state; pending ones have no number.")
        for fleet in picture.fleets {
            let pending = fleet.clusters.count { $0.number == nil }
            let up = fleet.clusters.count { $0.number != nil && $0.down == nil }
            for (state, count) in [
                ("up", up), ("down", fleet.clusters.count - pending - up), ("pending", pending),
            ] {
                text.sample("rollcall_clusters", [("fleet", fleet.name), ("state", state)], count)
            }
        }
        text.family(
            "rollcall_has_majority", .gauge, "Whether a majority of the voters is here, so that they decide.")
        text.sample("rollcall_has_majority", [], status.hasMajority ? 1 : 0)
        voters(status.voting, &text)
        shards(picture.pools, &text)
        text.family("rollcall_synchronised", .gauge, "Whether this node compared its map with a peer.")
        text.sample("rollcall_synchronised", [], status.isSynchronised ? 1 : 0)
        text.family("rollcall_map_entries", .gauge, "Entries of the replicated map.")
        text.sample("rollcall_map_entries", [], status.entries)
        text.family("rollcall_start_time_seconds", .gauge, "When this node started, since 1970.")
        text.sample("rollcall_start_time_seconds", [], status.startedAt.milliseconds / 1_000)
        traffic(status.traffic, &text)
        text.family("rollcall_http_requests_total", .counter, "HTTP requests by route and status.")
        for (route, status, count) in counters.all {
            text.sample(
                "rollcall_http_requests_total", [("route", route), ("status", String(status))], count)
        }
        process(&text)
        return text.bytes
    }

    private static func voters(_ voting: VotingStatus, _ text: inout PrometheusText) {
        text.family("rollcall_epoch", .gauge, "The version of the voter set; 0 while there is none.")
        text.sample("rollcall_epoch", [], voting.epoch?.number ?? 0)
        text.family("rollcall_voters", .gauge, "Nodes in the voter set.")
        text.sample("rollcall_voters", [], voting.voters.count)
        text.family("rollcall_is_voter", .gauge, "Whether this node votes now.")
        text.sample("rollcall_is_voter", [], voting.isVoter ? 1 : 0)
        text.family("rollcall_quarrel", .gauge, "Whether a member of another lineage is here.")
        text.sample("rollcall_quarrel", [], voting.quarrel == nil ? 0 : 1)
    }

    private static func traffic(_ traffic: Traffic, _ text: inout PrometheusText) {
        text.family("rollcall_gossip_bytes_total", .counter, "Bytes of datagrams.")
        text.sample("rollcall_gossip_bytes_total", [("direction", "sent")], traffic.sentBytes)
        text.sample("rollcall_gossip_bytes_total", [("direction", "received")], traffic.receivedBytes)
        text.family("rollcall_gossip_datagrams_total", .counter, "Datagrams.")
        text.sample("rollcall_gossip_datagrams_total", [("direction", "sent")], traffic.sentDatagrams)
        text.sample(
            "rollcall_gossip_datagrams_total", [("direction", "received")], traffic.receivedDatagrams)
        text.family("rollcall_gossip_dropped_total", .counter, "Datagrams dropped, by reason.")
        for reason in DropReason.allCases {
            text.sample("rollcall_gossip_dropped_total", [("reason", reason.label)], traffic[reason])
        }
    }

    private static func process(_ text: inout PrometheusText) {
        let usage = ProcessUsage.now()
        text.family("process_cpu_seconds_total", .counter, "CPU time of this process.")
        text.sample("process_cpu_seconds_total", [], usage.cpuSeconds)
        if let resident = usage.residentBytes {
            text.family("process_resident_memory_bytes", .gauge, "Resident memory of this process.")
            text.sample("process_resident_memory_bytes", [], resident)
        }
    }
}
