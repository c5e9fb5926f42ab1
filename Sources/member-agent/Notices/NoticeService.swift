import GossipCore
import Logging
import Membership
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Tells webhooks what changes in the fleet, for as long as this node is the one to do so. It reads pictures, so the
/// gossip loop does not know of it.
struct NoticeService: Service {
    let gossip: GossipLoop
    let id: NodeID
    let timing: Timing
    let couriers: [NoticeCourier]
    let loop: any EventLoop

    /// Between two looks.
    static let period = Instant.Span.milliseconds(500)
    /// The goodbye and the disk still want their time, all in 5 s.
    static let finishMax = TimeAmount.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var watch = NoticeWatch()
            var duty = NoticeDuty(own: id, timing: timing)
            while true {
                let isLast = Task.isCancelled
                look(&watch, &duty)
                if isLast { return }
                try? await Task.sleep(nanoseconds: UInt64(Self.period.nanoseconds))
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for courier in couriers {
                group.addTask { await courier.finish(within: Self.finishMax, on: loop) }
            }
        }
    }

    private func look(_ watch: inout NoticeWatch, _ duty: inout NoticeDuty) {
        let picture = gossip.pictures.current
        let now = Clocks.monotonic()
        let news = watch.look(at: picture, now: now, wall: Clocks.wall())
        let told = duty.look(
            news, isNotifier: picture.status.isNotifier, members: picture.members.lazy.map(\.record), at: now)
        for courier in couriers { courier.look(told, at: now) }
    }
}

extension Agent {
    /// - Returns: nil where no webhook is set.
    func noticeService(on loops: AgentLoops, log: Logger) -> NoticeService? {
        let node = (name: settings.name, id: id)
        var couriers: [NoticeCourier] = []
        if let hook = settings.notices.discord {
            let kind = NoticeCourier.Kind.discord(content: settings.notices.content)
            couriers.append(NoticeCourier(kind, to: hook, client: web, node: node, log: log))
        }
        if let hook = settings.notices.generic {
            couriers.append(NoticeCourier(.generic, to: hook, client: web, node: node, log: log))
        }
        guard !couriers.isEmpty else { return nil }
        return NoticeService(
            gossip: gossip, id: id, timing: settings.profile.timing, couriers: couriers,
            loop: loops.http.next())
    }
}
