/// How programs write a text into what they send back.
enum EchoSpelling {
    /// The text itself and the spellings of it in JSON, HTML and URLs that differ from it.
    static func all(of text: [UInt8]) -> [[UInt8]] {
        [
            text,
            replaced(in: text, json(escapesSlash: false)),
            replaced(in: text, json(escapesSlash: true)),
            replaced(in: text, html),
            replaced(in: text, percent(Array("0123456789ABCDEF".utf8), blank: "%20")),
            replaced(in: text, percent(Array("0123456789ABCDEF".utf8), blank: "+")),
            replaced(in: text, percent(Array("0123456789abcdef".utf8), blank: "%20")),
        ]
    }

    private static func replaced(
        in text: [UInt8],
        _ spelling: (UInt8) -> [UInt8]?
    ) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for byte in text {
            if let other = spelling(byte) { result += other } else { result.append(byte) }
        }
        return result
    }

    private static func json(escapesSlash: Bool) -> (UInt8) -> [UInt8]? {
        { byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "/") where escapesSlash: [UInt8(ascii: "\\"), byte]
            case 0x09: Array(#"\t"#.utf8)
            default: nil
            }
        }
    }

    private static func html(_ byte: UInt8) -> [UInt8]? {
        switch byte {
        case UInt8(ascii: "&"): Array("&amp;".utf8)
        case UInt8(ascii: "<"): Array("&lt;".utf8)
        case UInt8(ascii: ">"): Array("&gt;".utf8)
        case UInt8(ascii: "\""): Array("&quot;".utf8)
        case UInt8(ascii: "'"): Array("&#39;".utf8)
        default: nil
        }
    }

    private static func percent(_ digits: [UInt8], blank: String) -> (UInt8) -> [UInt8]? {
        { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                nil
            case 0x20: Array(blank.utf8)
            default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }
}
