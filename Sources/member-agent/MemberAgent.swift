import ArgumentParser

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The command line: parses it, runs the command, and ends with 0 done, 1 failed, 2 wrong usage or
/// configuration.
@main
struct MemberAgent: ParsableCommand {
    static let version = "0.2.0"

    static let configuration = CommandConfiguration(
        commandName: "member-agent",
        abstract: "A node of a fleet: gossips with its peers, and serves the whole fleet over HTTP.",
        discussion: """
            Without a subcommand it runs the node. Each flag of `run` has an environment variable and a key \
            in an optional JSON file; flags win over the environment, the environment over the file.

            Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.
            """,
        version: version,
        subcommands: [
            RunCommand.self, KeygenCommand.self, MembersCommand.self, ViewCommand.self, ShardsCommand.self,
            DrainCommand.self, LeaveCommand.self, ForgetCommand.self, AdoptCommand.self,
            RecoverVotersCommand.self, DoctorCommand.self,
            DemoCommand.self,
        ],
        defaultSubcommand: RunCommand.self)

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            endProcess(report(error))
        }
    }

    /// Prints what is to be said of an end.
    /// - Returns: the exit code.
    static func report(_ error: any Error) -> Int32 {
        if let failure = error as? Failure {
            StandardError.write(line: "member-agent: \(failure)")
            return failure.exitCode
        }
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code.isSuccess {
            print(message)
            StandardOutput.flush()
            return 0
        }
        if !message.isEmpty { StandardError.write(line: message) }
        // The parser's own code for wrong usage is 64.
        return code == .validationFailure ? 2 : code.rawValue
    }
}

/// Outside the type, where `exit` means the system's.
private func endProcess(_ code: Int32) -> Never { exit(code) }
