import Logging
import Synchronization

@testable import member_agent

/// A log whose lines a test reads.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger {
        Logger(label: "test") { _ in
            LineLogHandler(LogSettings(format: .text, level: .trace)) { line in
                self.lines.withLock { $0.append(line) }
            }
        }
    }
}
