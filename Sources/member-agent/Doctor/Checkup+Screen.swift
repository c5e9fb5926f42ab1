// How the doctor speaks: what needs somebody, with what to do, then what is well.
extension Checkup {
    /// Text that is to be read does not get wider than this, however wide the window.
    private static let columnsMax = 100

    /// - Parameter columns: of the window; nil leaves each sentence on one line, for whoever searches in it.
    func screen(columns: Int?) -> Screen {
        let width = columns.map { min($0, Self.columnsMax) }
        var lines: [TerminalText] = []
        if isHealthy {
            lines.append(TerminalText("Nothing needs you.", .good))
        } else {
            let needs = findings.count == 1 ? "thing needs" : "things need"
            lines.append(TerminalText("\(findings.count) \(needs) you.", .bad))
        }
        for (index, finding) in findings.enumerated() {
            let number = "\(index + 1). "
            let margin = String(repeating: " ", count: number.count)
            lines.append(TerminalText())
            lines += Self.wrapped(Self.sentence(finding.what), width, first: number, margin, .strong)
            lines += Self.wrapped(finding.remedy, width, first: margin, margin, .plain)
        }
        guard !facts.isEmpty else { return Screen(lines) }
        lines += [
            TerminalText(), TerminalText(isHealthy ? "What was looked at:" : "The rest is well:", .faint),
        ]
        for fact in facts { lines += Self.wrapped(Self.sentence(fact), width, first: "ok ", "   ", .faint) }
        return Screen(lines)
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }

    private static func wrapped(
        _ text: String, _ width: Int?, first: String, _ margin: String, _ tone: TerminalText.Tone
    ) -> [TerminalText] {
        var lines: [String] = [first]
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let last = lines[lines.count - 1]
            if let width, !isEmpty, TerminalText.printable(last + " " + word).columns > width {
                lines.append(margin + word)
            } else {
                lines[lines.count - 1] = isEmpty ? last + word : last + " " + word
            }
            isEmpty = false
        }
        return lines.map { TerminalText($0, tone) }
    }
}
