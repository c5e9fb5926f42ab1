import FoundationEssentials

/// The demo's state directories, gone with it.
struct TemporaryState {
    let path: String

    init() throws(Failure) {
        path = FileManager.default.temporaryDirectory.path + "/rollcall-demo-" + UUID().uuidString
        do {
            try FileAccess.makeDirectory(path)
        } catch {
            throw .failed("The directory \(path) cannot be made: \(error).")
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
