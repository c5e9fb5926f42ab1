/// An answer as it came.
struct TestAnswer: Sendable {
    var status: Int
    /// In order, names in lowercase.
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
}
