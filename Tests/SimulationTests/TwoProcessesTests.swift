import Foundation
import Testing

/// INV-14 across processes: each draws its own seed for the hashes of sets and dictionaries, so an order that
/// leaks from one of them shows here, and in no test within one process.
@Suite("Two processes", .enabled(if: simulate != nil, "simulate stands beside the tests"))
struct TwoProcessesTests {
    @Test("The same seeds of voters give the same story, byte for byte, in two processes")
    func voters() throws {
        let stories = try (1...2).map { run in
            let file = FileManager.default.temporaryDirectory.appending(
                path: "voters-\(UUID().uuidString)-\(run)")
            defer { try? FileManager.default.removeItem(at: file) }
            let process = Process()
            process.executableURL = simulate
            process.arguments = ["--voting", "--seed", "41", "--trace", file.path]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return try Data(contentsOf: file)
        }
        #expect(stories[0].count > 10_000)
        #expect(stories[0] == stories[1])
    }
}

/// Beside the bundle of the tests, whose path is among the arguments of whoever runs them.
private let simulate: URL? = CommandLine.arguments.lazy
    .map { URL(filePath: $0).pathComponents.prefix { !$0.hasSuffix(".xctest") } }
    .map { URL(filePath: $0.joined(separator: "/")).appending(path: "simulate") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }
