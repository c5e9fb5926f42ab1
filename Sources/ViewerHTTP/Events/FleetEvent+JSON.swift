import GossipCore
import Membership

extension JSONWriter {
    /// An event as an object: what `/v1/events` has in `data`, and the documents in their lists.
    mutating func event(_ event: FleetEvent) {
        object { json in
            json.field("kind", event.kind.rawValue)
            json.field("at", event.at)
            switch event.news {
            case .member(let member, let previous):
                json.field("name", member.name)
                json.field("node_id", member.id.description)
                json.field("region", member.region)
                json.field("state", member.state.label)
                json.field("previous", previous?.label)
                json.field("incarnation", member.incarnation)
            case .cluster(let cluster, let happening):
                json.happening(happening)
                json.about(cluster)
            case .number(let cluster):
                json.about(cluster)
            case .majority(let has):
                json.field("has_majority", has)
            case .shard(let shard, let change):
                json.field("change", change.label)
                json.about(shard)
            }
        }
    }

    private mutating func happening(_ happening: FleetEvent.Happening) {
        switch happening {
        case .registered: field("change", "registered")
        case .up: field("change", "up")
        case .down(let reason):
            field("change", "down")
            field("down_reason", reason.label)
        case .moved(let former):
            field("change", "moved")
            field("from", former)
        case .joined(let former):
            field("change", "joined")
            field("from", former)
        }
    }

    private mutating func about(_ cluster: FleetEvent.ClusterNews) {
        field("identity", cluster.identity.text)
        field("fleet", cluster.fleet)
        key("number")
        if let number = cluster.number { self.number(number.value) } else { null() }
        field("home", cluster.homeName)
        field("home_id", cluster.home.description)
    }

    /// Without a cluster its members are left out.
    private mutating func about(_ shard: FleetEvent.ShardNews) {
        field("application", shard.application)
        field("shard_id", shard.shard)
        field("home", shard.homeName)
        field("home_id", shard.home.description)
        guard let cluster = shard.cluster else { return }
        field("identity", cluster.identity)
        field("fleet", cluster.fleet)
        key("number")
        if let number = cluster.number { self.number(number.value) } else { null() }
    }
}
