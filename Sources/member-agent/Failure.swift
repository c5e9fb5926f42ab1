/// Why a command ends without success: one sentence for standard error, and the exit code.
enum Failure: Error, Equatable, CustomStringConvertible {
    /// Wrong usage or configuration; the sentence names the flag, variable or key at fault. Exit code 2.
    case usage(String)
    /// The command could not do its work. Exit code 1.
    case failed(String)

    var description: String {
        switch self {
        case .usage(let sentence), .failed(let sentence): sentence
        }
    }

    var exitCode: Int32 {
        switch self {
        case .usage: 2
        case .failed: 1
        }
    }
}
