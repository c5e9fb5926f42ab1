/// Writes Prometheus's text exposition format, version 0.0.4.
struct PrometheusText {
    enum Kind: String {
        case counter, gauge
    }

    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(8 << 10) }

    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        bytes.append(contentsOf: "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n".utf8)
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: some FixedWidthInteger) {
        begin(name, labels)
        bytes.appendDecimal(value)
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        begin(name, labels)
        bytes.append(contentsOf: value.description.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func begin(_ name: String, _ labels: [(String, String)]) {
        bytes.append(contentsOf: name.utf8)
        for (index, (label, value)) in labels.enumerated() {
            bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
            bytes.append(contentsOf: label.utf8)
            bytes.append(contentsOf: "=\"".utf8)
            escape(value)
            bytes.append(UInt8(ascii: "\""))
        }
        if !labels.isEmpty { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: " "))
    }

    private mutating func escape(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "\""):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            default: bytes.append(byte)
            }
        }
    }
}
