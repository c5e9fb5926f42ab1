/// A natural logarithm of our own: a platform's may differ in the last bit, and with it the trace (INV-14).
enum Logarithm {
    /// - Parameter value: positive and finite.
    static func natural(_ value: Double) -> Double {
        // value = significand * 2^exponent; ln(significand) by the series of artanh, to about 1e-12.
        var significand = value.significand
        var exponent = Double(value.exponent)
        if significand > 1.414_213_562_373_095_1 {
            significand /= 2
            exponent += 1
        }
        let ratio = (significand - 1) / (significand + 1)
        let square = ratio * ratio
        var sum = 0.0
        var power = ratio
        for term in stride(from: 1.0, through: 15.0, by: 2.0) {
            sum += power / term
            power *= square
        }
        return 2 * sum + exponent * 0.693_147_180_559_945_3
    }
}
