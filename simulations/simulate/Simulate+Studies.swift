import ArgumentParser
import Simulation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Simulate {
    /// Measures at several sizes, and at that of `--nodes` too, prints tables, and writes them to `--output`.
    func study() throws {
        var measurements = Measurements { line in
            print(line)
            fflush(nil)
        }
        let sizes = Set([10, 50, 100, 1_000] + (nodes.map { [$0] } ?? [])).sorted()
        measurements.perform(sizes: sizes, seed: from)
        guard let output else { return }
        for file in measurements.files {
            let path = output + "/" + file.name
            guard let stream = fopen(path, "w") else { throw ValidationError("cannot write \(path)") }
            fputs(file.text, stream)
            fclose(stream)
        }
    }
}
