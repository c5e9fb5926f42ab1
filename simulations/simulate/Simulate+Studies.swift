import Simulation

extension Simulate {
    /// Measures at several sizes, or at that of `--nodes`, and prints tables.
    func study() {
        print(ScaleStudy.heading)
        for hosts in nodes.map({ [$0] }) ?? [10, 50, 100, 1_000] {
            var study = ScaleStudy(hosts: hosts)
            for seed in from..<from + (hosts <= 100 ? 3 : 1) {
                study.perform(seed: seed, rounds: hosts <= 100 ? 9 : 3)
            }
            print(study.row)
        }
        print("")
        print(LossStudy.heading)
        for loss in [0, 0.05, 0.1, 0.2, 0.3] {
            var study = LossStudy(hosts: nodes ?? 50, loss: loss)
            study.perform(seed: from, seconds: 3_600)
            print(study.row)
        }
    }
}
