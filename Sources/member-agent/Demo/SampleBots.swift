import NIOCore
import ServiceLifecycle

/// Runs the sample bots until the demo ends; they stop first, as bots whose hosts go down.
struct SampleBots: Service {
    let bots: [SampleBot]
    let group: any EventLoopGroup

    static let stagger = Duration.milliseconds(250)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { tasks in
                for (position, bot) in bots.enumerated() {
                    tasks.addTask {
                        // One after the other, so that bot 1 becomes cluster #1.
                        try? await Task.sleep(for: Self.stagger * position)
                        await bot.run(on: group)
                    }
                }
            }
        }
    }
}
