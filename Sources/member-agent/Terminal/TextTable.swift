/// Columns of text, each as wide as its widest cell; the last one is not padded.
struct TextTable {
    /// A column's title, and where its cells stand.
    struct Column: ExpressibleByStringLiteral {
        var title: String
        var isFigure = false

        init(stringLiteral title: String) { self.title = title }
        /// A column of figures: they end below each other.
        static func figures(_ title: String) -> Column {
            var column = Column(stringLiteral: title)
            column.isFigure = true
            return column
        }
    }

    private let columns: [Column]
    private var rows: [[TerminalText]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ row: [TerminalText]) { rows.append(row) }

    /// The header and the rows.
    var lines: [TerminalText] {
        let all = [columns.map { TerminalText($0.title, .faint) }] + rows
        let widths = columns.indices.map { column in
            all.map { $0.indices.contains(column) ? $0[column].width : 0 }.max() ?? 0
        }
        return all.map { row in
            var line = TerminalText()
            for (index, cell) in row.enumerated() {
                let space = TerminalText(
                    String(repeating: " ", count: max(0, widths[index] - cell.width)))
                let isLast = index == row.count - 1
                line = line + (columns[index].isFigure ? space + cell : isLast ? cell : cell + space)
                if !isLast { line = line + TerminalText("  ") }
            }
            return line
        }
    }
}
