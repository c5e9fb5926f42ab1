/// All studies of one call of `simulate --scale`, as a page and its plots.
public struct Measurements {
    public struct File {
        public var name: String
        public var text: String
    }

    private var scale: [ScaleStudy] = []
    private var loss: [LossStudy] = []
    private var stalls: [StallStudy] = []
    private var partitions: [PartitionStudy] = []
    /// Told what has been measured, row by row.
    private let progress: (String) -> Void

    public init(progress: @escaping (String) -> Void) { self.progress = progress }

    /// - Parameter sizes: numbers of hosts. Beyond 100 one seed and fewer rounds must do, beyond 1,000 one round.
    public mutating func perform(sizes: [Int], seed: UInt64) {
        progress(ScaleStudy.heading)
        for hosts in sizes {
            var study = ScaleStudy(hosts: hosts)
            for seed in seed..<seed + (hosts <= 100 ? 3 : 1) {
                study.perform(seed: seed, rounds: hosts <= 100 ? 9 : hosts <= 1_000 ? 3 : 1)
            }
            progress(study.row)
            scale.append(study)
        }
        progress(PartitionStudy.heading)
        for (seconds, rounds) in [(60, UInt64(5)), (21_600, 1)] {
            var study = PartitionStudy(hosts: 100, seconds: seconds)
            for seed in seed..<seed + rounds { study.perform(seed: seed) }
            progress(study.row)
            partitions.append(study)
        }
        progress(LossStudy.heading)
        for share in [0, 0.05, 0.1, 0.2, 0.3] {
            var study = LossStudy(hosts: 100, loss: share)
            // 100 hosts for 2.4 h are 10 node-days.
            study.perform(seed: seed, seconds: 8_640)
            progress(study.row)
            loss.append(study)
        }
        progress(StallStudy.heading)
        for stall in StallStudy.Stall.allCases {
            for hasLifeguard in [false, true] {
                for stalled in [1, 4, 16] {
                    var study = StallStudy(
                        hosts: 64, stalled: stalled, stall: stall, hasLifeguard: hasLifeguard)
                    for seed in seed..<seed + 3 { study.perform(seed: seed, seconds: 300) }
                    progress(study.row)
                    stalls.append(study)
                }
            }
        }
    }

    /// The page and its plots, named for `docs/measurements`.
    public var files: [File] {
        let tables =
            [Goals.heading] + goals.rows + ["", "## Sizes", "", ScaleStudy.heading] + scale.map(\.row)
            + ["", "## Partitions", "", PartitionStudy.heading] + partitions.map(\.row)
            + ["", "## Loss", "", LossStudy.heading] + loss.map(\.row)
            + ["", "## Members that stall", "", StallStudy.heading] + stalls.map(\.row)
        return [
            File(name: "simulator-tables.md", text: Self.preface + tables.joined(separator: "\n") + "\n"),
            File(name: "simulator-times.svg", text: times.svg),
            File(name: "simulator-traffic.svg", text: traffic.svg),
            File(name: "simulator-loss.svg", text: lossPlot.svg),
        ]
    }

    private static let preface = """
        # What the simulator measured

        Made by `simulate --scale`; do not edit. Times in seconds, medians unless a worst value is given in
        brackets; bytes with IP and UDP headers; profile `lan`; delays of 0.15 ms plus an exponential with mean
        0.25 ms. `simulator.md` says what the figures mean. Three seeds and 27 crashes, joins and changes up to 100 hosts;
        one seed and 3 of each at 1,000; one of each beyond. 10 node-days at each loss. A suspicion or a death counts once
        for each host that holds it.

        ## Goals


        """

    private var times: Plot {
        func line(_ name: String, _ value: (ScaleStudy) -> Double) -> Plot.Series {
            Plot.Series(name: name, points: scale.map { (Double($0.hosts), value($0)) })
        }
        return Plot(
            title: "From an event until all know", unit: "seconds, medians",
            series: [
                line("crash: first suspects") { $0.suspected.median },
                line("crash: first dead") { $0.dead.median }, line("crash: all know") { $0.allDead.median },
                line("one joins") { $0.join.median }, line("all start at once") { $0.massJoin.median },
                line("a cluster registers") { $0.changeAll.median },
            ])
    }

    private var traffic: Plot {
        Plot(
            title: "Idle traffic of a host", unit: "bytes a second with headers",
            series: [
                Plot.Series(
                    name: "bytes", points: scale.map { (Double($0.hosts), $0.idleBytes.median) })
            ])
    }

    /// Suspicions, and deaths with what `serf` did beside them.
    private var lossPlot: Plot {
        func line(_ name: String, _ value: (LossStudy) -> Double) -> Plot.Series {
            Plot.Series(name: name, points: loss.map { ($0.loss * 100, value($0)) })
        }
        return Plot(
            title: "Healthy members, by loss", unit: "times a node-hour",
            series: [
                line("called dead") { $0.deathsANodeHour },
                line("suspected by an observer") { $0.suspicionsANodeHour },
                Plot.Series(name: "called dead, serf", points: Goals.serfDeaths),
            ], axis: .linear("% loss"))
    }

    private var goals: Goals {
        Goals(
            hundred: scale.first { $0.hosts == 100 }, sizes: scale, partitions: partitions, loss: loss)
    }
}
