/// Lays a notice out: sentences, facts and lists, wrapped at 78 columns.
struct NoticePage {
    private(set) var lines: [String] = []

    private static let columns = 78
    private static let indent = 15

    /// Adds sentences.
    mutating func add(_ text: String) {
        wrap(text, first: "", later: 0)
    }

    /// Adds a fact behind its label.
    mutating func add(_ label: String, _ value: String) {
        let padding = String(repeating: " ", count: max(1, Self.indent - label.count - 1))
        wrap(value, first: "\(label):\(padding)", later: Self.indent)
    }

    /// Adds an item of a list.
    mutating func add(item: String) {
        wrap(item, first: "- ", later: 2)
    }

    /// Begins a part of the page, with a heading or without.
    mutating func begin(_ heading: String? = nil) {
        lines.append("")
        if let heading { lines.append("\(heading):") }
    }

    private mutating func wrap(_ text: String, first: String, later: Int) {
        var line = first
        var isFresh = true
        for word in Self.line(text, atMost: 1500).split(separator: " ") {
            if !isFresh, line.count + 1 + word.count > Self.columns {
                lines.append(line)
                line = String(repeating: " ", count: later)
                isFresh = true
            }
            line += isFresh ? word : " \(word)"
            isFresh = false
        }
        lines.append(line)
    }

    /// Outside text as one line: characters that control or hide something become blanks.
    static func line(_ text: String, atMost limit: Int) -> String {
        var scalars = String.UnicodeScalarView()
        var isCut = false
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < limit else {
                isCut = true
                break
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                scalars.append(" ")
            default: scalars.append(scalar)
            }
        }
        return String(scalars) + (isCut ? "…" : "")
    }

    /// A time span in its two largest units.
    static func span(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
        var parts: [String] = []
        var rest = seconds
        for (size, name) in units where parts.count < 2 {
            if rest >= size { parts.append("\(rest / size) \(name)") }
            rest %= size
        }
        return parts.isEmpty ? "0 s" : parts.joined(separator: " ")
    }
}
