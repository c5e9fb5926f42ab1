import GossipCore
import Testing

@testable import Simulation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("What simulate tells")
struct ReportTests {
    @Test(
        "A failure tells the seed, the invariant, the hosts, the last events that matter, and how to replay it"
    )
    func failure() throws {
        var run = Swarm.run(seed: 7)
        run.options.mutant = .incarnationFalls
        let outcome = run.perform()
        let violation = try #require(outcome.violations.first { $0.invariant == "INV-5" })
        let text = outcome.report(replay: "--seed 7").joined(separator: "\n")
        #expect(text.hasPrefix("seed 7: FAILED, \(run.options.hosts) hosts"))
        #expect(text.contains(violation.description))
        #expect(text.hasSuffix("replay: swift run -c release simulate --seed 7 --trace FILE"))
        // The story names the hosts of the violations, ends with them, and has no single datagrams.
        #expect(!outcome.story.isEmpty && outcome.story.count <= Story.linesMax)
        #expect(!outcome.story.contains { $0.contains(" sent ") || $0.contains(" delivered ") })
        let first = try #require(outcome.violations.map(\.time).min())
        #expect(
            outcome.story.allSatisfy {
                Double($0.prefix { $0 != " " }) ?? .infinity <= Double(first) / 1e9 + 1e-5
            })
    }

    @Test("Maps that differ are told item by item")
    func difference() {
        var options = Scenario.options(5, 6)
        options.conditions.loss = 0
        let run = Run(
            title: "split", options: options,
            steps: Scenario.starts(0..<6) + Scenario.bots(3, hosts: 6, from: .seconds(20)) + [
                Step(.seconds(10), .split(6, first: 3))
            ], faultsEnd: .seconds(25), bound: .seconds(5))
        let outcome = run.perform()
        #expect(outcome.violations.contains { $0.invariant == "INV-12" })
        #expect(outcome.differences.contains { $0.contains("lacks it") || $0.contains("dead") })
    }

    @Test("One seed in two processes gives two traces that are equal to the byte (INV-14)")
    func twoProcesses() throws {
        let simulate = try #require(Self.simulate, "simulate lies beside the tests")
        var traces: [[UInt8]] = []
        for number in 1...2 {
            let path = "/tmp/rollcall-trace-\(getpid())-\(number)"
            defer { unlink(path) }
            #expect(system("'\(simulate)' --seed 252 --trace \(path) >/dev/null") == 0)
            traces.append(try #require(Self.contents(of: path)))
        }
        #expect(traces[0].count > 10_000)
        #expect(traces[0] == traces[1])
    }

    /// The executable of the same build: some folder above this process's executable, or of its first arguments.
    private static var simulate: String? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink("/proc/self/exe", $0, bytes.count) } ?? 0
        }
        guard count > 0 else { return nil }
        let running = String(decoding: buffer.prefix(count), as: UTF8.self)
        for path in [running] + CommandLine.arguments {
            let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            let candidate = (folder + ["simulate"]).joined(separator: "/")
            if access(candidate, X_OK) == 0 { return candidate }
        }
        return nil
    }

    private static func contents(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            bytes += buffer.prefix(count)
        }
        return bytes
    }
}
