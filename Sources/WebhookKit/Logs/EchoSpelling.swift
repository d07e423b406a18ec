/// How programs write a text into what they send back.
enum EchoSpelling {
    /// The text itself and the spellings of it in JSON, HTML and URLs that differ from it.
    static func all(of text: [UInt8]) -> [[UInt8]] {
        [
            text,
            replaced(in: text, json(escapesSlash: false)),
            replaced(in: text, json(escapesSlash: true)),
            replaced(in: text, html(quote: "&quot;", apostrophe: "&#39;")),
            replaced(in: text, html(quote: "&quot;", apostrophe: "&#039;")),
            replaced(in: text, html(quote: "&#34;", apostrophe: "&#39;")),
            replaced(in: text, html(quote: "&quot;", apostrophe: "&#x27;")),
            escaped(text, digits: "0123456789abcdef"),
            escaped(text, digits: "0123456789ABCDEF"),
            replaced(in: text, percent(upper, blank: "%20", keeps: "!'()*")),
            replaced(in: text, percent(upper, blank: "+", keeps: "*")),
            replaced(in: text, percent(upper, blank: "%20")),
            replaced(in: text, percent(upper, blank: "+")),
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

    /// In JSON that escapes all but ASCII, and what HTML has a meaning for.
    private static func escaped(_ text: [UInt8], digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        let escape = json(escapesSlash: false)
        var result: [UInt8] = []
        for unit in String(decoding: text, as: UTF8.self).utf16 {
            switch unit {
            case 0x20..<0x7F where !"&<>'".utf16.contains(unit):
                let byte = UInt8(truncatingIfNeeded: unit)
                result += escape(byte) ?? [byte]
            default:
                result += Array(#"\u"#.utf8)
                result += [12, 8, 4, 0].map { digits[Int((unit >> $0) & 15)] }
            }
        }
        return result
    }

    private static func html(quote: String, apostrophe: String) -> (UInt8) -> [UInt8]? {
        { byte in
            switch byte {
            case UInt8(ascii: "&"): Array("&amp;".utf8)
            case UInt8(ascii: "<"): Array("&lt;".utf8)
            case UInt8(ascii: ">"): Array("&gt;".utf8)
            case UInt8(ascii: "\""): Array(quote.utf8)
            case UInt8(ascii: "'"): Array(apostrophe.utf8)
            default: nil
            }
        }
    }

    private static let upper = Array("0123456789ABCDEF".utf8)

    private static func percent(
        _ digits: [UInt8],
        blank: String,
        keeps kept: String = ""
    ) -> (UInt8) -> [UInt8]? {
        let kept = Array(kept.utf8)
        return { byte in
            switch byte {
            case _ where kept.contains(byte): nil
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
