/// The figures as people read them.
enum Table {
    /// A ping of 200 bytes shall cost less than this many times its libsodium seal and open.
    private static let goal = 3.0

    static func of(_ medians: [Double], bytes: Int, ackBytes: Int, members: Int) -> String {
        var lines = [
            "ping \(bytes) bytes, ack \(ackBytes) bytes, \(members) members; medians, one core",
            "",
            "| stage | ns | a second | of libsodium |",
            "| --- | ---: | ---: | ---: |",
        ]
        for stage in Stage.allCases {
            let nanoseconds = medians[stage.rawValue]
            let bare = stage.bare.reduce(0) { $0 + medians[$1.rawValue] }
            let aSecond = Int(1e9 / nanoseconds)
            lines.append(
                "| \(stage.label) | \(Int(nanoseconds)) | \(aSecond) | \(hundredths(nanoseconds / bare)) |")
        }
        let handled = medians[Stage.handled.rawValue]
        let bare = medians[Stage.bareSeal.rawValue] + medians[Stage.bareOpen.rawValue]
        let isMet = handled < goal * bare
        lines += [
            "",
            "goal: handled under \(Int(goal)) times seal and open of the ping: \(isMet ? "met" : "missed")",
        ]
        return lines.joined(separator: "\n")
    }

    private static func hundredths(_ ratio: Double) -> String {
        let hundredths = Int((ratio * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
