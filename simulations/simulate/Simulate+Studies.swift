import ArgumentParser
import Simulation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Simulate {
    /// Measures at several sizes, or at that of `--nodes`, prints tables, and writes them to `--output`.
    func study() throws {
        var measurements = Measurements { line in
            print(line)
            fflush(nil)
        }
        measurements.perform(sizes: nodes.map { [$0] } ?? [10, 50, 100, 1_000], seed: from)
        guard let output else { return }
        for file in measurements.files {
            let path = output + "/" + file.name
            guard let stream = fopen(path, "w") else { throw ValidationError("cannot write \(path)") }
            fputs(file.text, stream)
            fclose(stream)
        }
    }
}
