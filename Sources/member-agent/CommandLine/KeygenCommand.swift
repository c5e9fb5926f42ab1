import ArgumentParser

struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Print a new group key: 32 random bytes in base64.",
        discussion: """
            Give the same key to every node of a fleet, in a file that only member-agent may read, and name \
            that file by --group-key-file or ROLLCALL_GROUP_KEY_FILE.
            """)

    func run() { print(String(decoding: GroupKeys.make(), as: UTF8.self)) }
}
