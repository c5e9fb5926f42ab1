import FoundationEssentials
import UnixSignals

/// Shows a screen again and again, in place, until Ctrl-C: every two seconds anew from the node, and at once when
/// the window changes its size. A node that stops answering leaves its last word standing, under a line that says
/// how old it is.
struct Watch {
    private enum Nudge {
        case time, size, end
    }

    static let period = Duration.seconds(2)

    let environment: [String: String]
    /// Asks the node, and describes its answer.
    let screen: () async throws(Failure) -> Screen

    func run() async throws(Failure) {
        // The first answer decides whether there is anything to watch.
        var last = try await screen()
        var heardAt = Date()
        var trouble: Failure?
        let (nudges, told) = AsyncStream.makeStream(of: Nudge.self, bufferingPolicy: .bufferingNewest(8))
        let sources = await Self.sources(told)
        defer {
            for source in sources { source.cancel() }
            StandardOutput.write(Screen.close)
        }
        StandardOutput.write(Screen.open)
        draw(last, heardAt, trouble)
        for await nudge in nudges {
            switch nudge {
            case .end: return
            case .size: break
            case .time:
                do throws(Failure) {
                    last = try await screen()
                    (heardAt, trouble) = (Date(), nil)
                } catch {
                    trouble = error
                }
            }
            draw(last, heardAt, trouble)
        }
    }

    private func draw(_ last: Screen, _ heardAt: Date, _ trouble: Failure?) {
        var shown = last
        if let trouble {
            let age = Figures.age(-heardAt.timeIntervalSinceNow)
            shown.lines.insert(contentsOf: [TerminalText("\(trouble)", .bad)], at: 0)
            shown.lines.insert(TerminalText("What follows was said \(age) ago.", .bad), at: 1)
        }
        StandardOutput.write(shown.frame(on: .ofOutput(environment: environment)))
    }

    private static func sources(_ told: AsyncStream<Nudge>.Continuation) async -> [Task<Void, Never>] {
        let signals = await UnixSignalsSequence(trapping: .sigwinch, .sigint, .sigterm, .sighup)
        return [
            Task {
                for await signal in signals { told.yield(signal == .sigwinch ? .size : .end) }
            },
            Task {
                while !Task.isCancelled {
                    try? await Task.sleep(for: Self.period)
                    told.yield(.time)
                }
            },
        ]
    }
}
