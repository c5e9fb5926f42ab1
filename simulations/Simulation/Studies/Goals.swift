/// The goals of the protocol (issue 3), what was measured, theory, and what `serf` 0.8 did with encryption, profile
/// `lan`, as real processes on a machine of this kind.
struct Goals {
    var hundred: ScaleStudy?
    var sizes: [ScaleStudy]
    var partitions: [PartitionStudy]
    var loss: [LossStudy]

    static let heading = """
        | goal | measured | theory | `serf` |
        | --- | --- | --- | --- |
        """

    /// At 50 hosts: percent of loss, healthy members called dead a node-hour.
    static let serfDeaths: [(x: Double, y: Double)] = [(10, 0.5), (30, 7.2)]

    var rows: [String] {
        var rows: [String] = []
        func row(_ goal: String, _ measured: String, _ theory: String, _ serf: String) {
            rows.append("| \(goal) | \(measured) | \(theory) | \(serf) |")
        }
        if let hundred {
            row(
                "a crash is first suspected", Figures.text(hundred.suspected.median) + " s",
                "e/(e-1) periods = 1.58 s (SWIM 4)", "1.5 s")
            row(
                "a crash is known to all of 100 within 5 s at the median",
                "\(Figures.text(hundred.allDead.median)) s (worst of \(hundred.allDead.count): "
                    + "\(Figures.text(hundred.allDead.worst)) s)",
                "1.58 s, suspicion 2 s, last question 0.4 s = 3.98 s", "9.9 s (11.8 s)")
            row(
                "100 start at once: each lists all within 2 s",
                "\(Figures.text(hundred.massJoin.median)) s (\(Figures.text(hundred.massJoin.worst)) s)",
                "bytes over quota", "2.3 to 3.3 s")
            row(
                "a change reaches all of 100 within 0.5 s at the median",
                "\(Figures.text(hundred.changeAll.median)) s (\(Figures.text(hundred.changeAll.worst)) s)",
                "ceil(log4 100) = 4 rounds of 0.05 s", "0.57 s")
        }
        for study in sizes {
            row(
                "idle, under 300 bytes/s a host at \(study.hosts)", "\(Int(study.idleBytes.median))",
                "a ping and an ack sent a period: 2 datagrams", study.hosts > 200 ? "" : "332")
        }
        for study in partitions {
            row(
                "maps equal within 5 s after \(study.seconds) s of partition",
                "\(Figures.text(study.healed.median)) s (worst of \(study.healed.count): "
                    + "\(Figures.text(study.healed.worst)) s)",
                "each host dials a dead one every 2 s", study.seconds == 60 ? "1.6 s" : "")
        }
        for study in loss where study.loss > 0 {
            let serf = Self.serfDeaths.first { $0.x == (study.loss * 100).rounded() }
            row(
                "healthy members called dead at \(Int((study.loss * 100).rounded())) % loss",
                "\(study.membersCalledDead) in \(Int(study.nodeHours)) node-hours", "",
                serf.map { "\($0.y) a node-hour" } ?? "")
        }
        return rows
    }
}
