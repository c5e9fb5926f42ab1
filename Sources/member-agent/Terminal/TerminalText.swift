/// A line of text whose parts have tones, for a terminal that may show colours, or not.
struct TerminalText: Equatable, ExpressibleByStringInterpolation {
    /// What a part means. Its words say the same: a colour alone tells nothing.
    enum Tone: Equatable {
        case plain, strong, faint, good, doubtful, bad

        /// The parameters of Select Graphic Rendition (ECMA-48, section 8.3.117): the terminal's own colours.
        fileprivate var parameters: String? {
            switch self {
            case .plain: nil
            case .strong: "1"
            case .faint: "2"
            case .good: "32"
            case .doubtful: "33"
            case .bad: "1;31"
            }
        }
    }

    private(set) var parts: [(text: String, tone: Tone)] = []

    init() {}
    init(stringLiteral text: String) { parts = [(text, .plain)] }

    /// - Parameter text: may come from another host; what would move the cursor is replaced.
    init(_ text: String, _ tone: Tone = .plain) { parts = [(Self.printable(text), tone)] }

    static func + (left: TerminalText, right: TerminalText) -> TerminalText {
        var both = left
        both.parts += right.parts
        return both
    }

    static func == (left: TerminalText, right: TerminalText) -> Bool {
        left.parts.elementsEqual(right.parts) { $0 == $1 }
    }

    /// Columns of a terminal.
    var width: Int { parts.reduce(0) { $0 + $1.text.columns } }

    /// The text without its tones.
    var plain: String { parts.map(\.text).joined() }

    /// Cut to the terminal's width, and coloured where it has colours.
    func shown(on terminal: Terminal) -> String {
        let line = terminal.columns.map { clipped(to: $0) } ?? self
        guard terminal.hasColour else { return line.plain }
        return line.parts.map { part in
            part.tone.parameters.map { "\u{1B}[\($0)m\(part.text)\u{1B}[0m" } ?? part.text
        }.joined()
    }

    /// At most so many columns; an ellipsis stands for what is missing.
    private func clipped(to columns: Int) -> TerminalText {
        guard width > columns else { return self }
        var left = max(0, columns - 1)
        var kept = TerminalText()
        for part in parts {
            var text = ""
            for character in part.text {
                let width = character.columns
                guard width <= left else {
                    kept.parts.append((text + (columns > 0 ? "\u{2026}" : ""), part.tone))
                    return kept
                }
                left -= width
                text.append(character)
            }
            kept.parts.append((text, part.tone))
        }
        return kept
    }

    /// A name comes from other hosts: it must not move the cursor of whoever reads it.
    static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}

extension String {
    /// Columns that a terminal needs for it.
    var columns: Int { utf8.count == unicodeScalars.count ? utf8.count : reduce(0) { $0 + $1.columns } }
}

extension Character {
    /// 2 for the wide letters of East Asia and for pictures (UAX #11, their main blocks), else 1.
    fileprivate var columns: Int {
        guard let first = unicodeScalars.first else { return 0 }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default:
            return first.properties.isEmojiPresentation ? 2 : 1
        }
    }
}
