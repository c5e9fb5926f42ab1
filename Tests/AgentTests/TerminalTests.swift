import Testing

@testable import member_agent

@Suite("What a terminal is shown")
struct TerminalTests {
    private func window(_ columns: Int, _ rows: Int, colour: Bool = false) -> Terminal {
        Terminal(columns: columns, rows: rows, hasColour: colour)
    }

    @Test(
        "Columns are as wide as their widest cell, figures end below each other, and no line ends in spaces")
    func table() {
        var table = TextTable(["NAME", .figures("GUILDS"), "STATE"])
        table.add(["a-long-name", "7", "up"])
        table.add(["b", "1200", "down"])
        #expect(
            table.lines.map(\.plain) == [
                "NAME         GUILDS  STATE", "a-long-name       7  up", "b              1200  down",
            ])
    }

    @Test("Wide letters count as two columns")
    func wideLetters() {
        var table = TextTable(["NAME", "STATE"])
        table.add([TerminalText("\u{6771}\u{4EAC}"), "up"])
        table.add([TerminalText("abcd"), "up"])
        #expect(table.lines[1].width == table.lines[2].width)
    }

    @Test(
        "A name from another host cannot move the cursor",
        arguments: ["\u{1B}[2J", "a\nb", "\u{202E}x", "\u{2028}"])
    func printable(text: String) {
        let shown = TerminalText(text).plain
        #expect(shown.contains("\u{FFFD}"))
        #expect(!shown.contains(text))
    }

    @Test("Colours are shown only where the terminal has them")
    func colours() {
        let text = TerminalText("down", .bad)
        #expect(text.shown(on: .plain) == "down")
        #expect(text.shown(on: window(80, 24)) == "down")
        #expect(text.shown(on: window(80, 24, colour: true)) == "\u{1B}[1;31mdown\u{1B}[0m")
    }

    @Test("A line is cut at the window's edge, in the middle of a wide letter, too")
    func clipped() {
        let text = TerminalText("asia #1", .strong) + TerminalText("  \u{6771}\u{4EAC}")
        #expect(text.shown(on: window(13, 24)) == text.plain)
        #expect(text.shown(on: window(12, 24)) == "asia #1  \u{6771}\u{2026}")
        #expect(text.shown(on: window(11, 24)) == "asia #1  \u{2026}")
        #expect(text.shown(on: .plain) == text.plain)
    }

    @Test("A frame has no more lines than the window, says how many are missing, and clears what was there")
    func frame() {
        let screen = Screen((1...30).map { TerminalText("line \($0)") })
        let frame = screen.frame(on: window(40, 10))
        #expect(frame.hasPrefix("\u{1B}[H"))
        #expect(frame.hasSuffix("\u{1B}[J"))
        #expect(frame.split(separator: "\r\n").count == 10)
        #expect(frame.contains("line 9\u{1B}[K"))
        #expect(frame.contains("and 21 more lines"))
        #expect(!screen.frame(on: window(40, 30)).contains("more lines"))
    }
}
