/// A snapshot in the shape in which `argus-dpy` sends its registry: families of samples.
struct BotSnapshot: Encodable {
    struct Sample: Encodable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Family: Encodable {
        var type: String
        var samples: [Sample]
    }

    private(set) var metrics: [String: Family] = [:]

    mutating func gauge(_ name: String, _ samples: [([String: String], Double)]) {
        add(name, type: "gauge", samples.map { Sample(name: name, labels: $0, value: $1) })
    }

    mutating func counter(_ name: String, _ samples: [([String: String], Double)]) {
        add(name, type: "counter", samples.map { Sample(name: name + "_total", labels: $0, value: $1) })
    }

    /// - Parameter buckets: the upper bound as text, and the count of all at or below it.
    mutating func histogram(_ name: String, labels: [String: String], buckets: [(String, Double)]) {
        let samples = buckets.map { bound, count in
            Sample(name: name + "_bucket", labels: labels.merging(["le": bound]) { $1 }, value: count)
        }
        add(name, type: "histogram", samples)
    }

    private mutating func add(_ name: String, type: String, _ samples: [Sample]) {
        metrics[name, default: Family(type: type, samples: [])].samples += samples
    }
}
