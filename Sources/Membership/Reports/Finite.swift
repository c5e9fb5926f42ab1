extension Double {
    /// This sum or quotient kept inside the doubles: what left them becomes the nearest finite one, and
    /// JSON never sees an `Infinity`.
    @inline(__always)
    var clamped: Double {
        if isFinite { return self }
        return isNaN ? 0 : self < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude
    }

    /// CONTRACT.md's `error_rate`: errors by commands, zero where no command ran.
    static func errorRate(errors: Double, commands: Double) -> Double {
        commands == 0 ? 0 : (errors / commands).clamped
    }
}
