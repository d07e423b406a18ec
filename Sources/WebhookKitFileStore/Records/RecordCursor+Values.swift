import WebhookKit

extension RecordCursor {
    /// Reads a whole number.
    mutating func number<Value: FixedWidthInteger>() throws(RecordProblem) -> Value {
        let start = offset
        let isNegative = takes(UInt8(ascii: "-"))
        var magnitude: UInt64 = 0
        var digits = 0
        while let byte = next, byte &- 0x30 < 10 {
            // 19 digits always fit; no number of ours has more.
            guard digits < 19 else { throw problem }
            magnitude = magnitude * 10 + UInt64(byte &- 0x30)
            digits += 1
            offset += 1
        }
        let limit = UInt64(Int64.max) + (isNegative ? 1 : 0)
        let number = Int64(truncatingIfNeeded: isNegative ? 0 &- magnitude : magnitude)
        guard digits > 0, magnitude <= limit, let value = Value(exactly: number) else {
            throw RecordProblem(reason: .field, offset: start)
        }
        return value
    }

    /// Reads a whole number or `null`.
    mutating func numberOrNull<Value: FixedWidthInteger>() throws(RecordProblem) -> Value? {
        takes("null") ? nil : try number()
    }

    /// Reads milliseconds since 1970.
    mutating func timestamp() throws(RecordProblem) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: try number())
    }

    /// Reads milliseconds since 1970 or `null`.
    mutating func timestampOrNull() throws(RecordProblem) -> Timestamp? {
        let milliseconds: Int64? = try numberOrNull()
        return milliseconds.map { Timestamp(millisecondsSinceEpoch: $0) }
    }

    /// Reads `[seconds,attoseconds]`.
    mutating func duration() throws(RecordProblem) -> Duration {
        try skip(UInt8(ascii: "["))
        let seconds: Int64 = try number()
        try skip(UInt8(ascii: ","))
        let attoseconds: Int64 = try number()
        try skip(UInt8(ascii: "]"))
        return Duration(secondsComponent: seconds, attosecondsComponent: attoseconds)
    }

    /// Reads an id up to behind its closing quote; the opening one was read.
    mutating func identifier<Subject>() throws(RecordProblem) -> Identifier<Subject> {
        let start = offset
        let place = try plainString()
        guard let text = text(place), let id = try? Identifier<Subject>(text) else {
            throw RecordProblem(reason: .field, offset: start)
        }
        return id
    }

    /// Reads an array, each value with `element`.
    mutating func list<Value>(
        _ element: (inout RecordCursor) throws(RecordProblem) -> Value
    ) throws(RecordProblem) -> [Value] {
        try skip(UInt8(ascii: "["))
        if takes(UInt8(ascii: "]")) { return [] }
        var values: [Value] = []
        repeat {
            values.append(try element(&self))
        } while takes(UInt8(ascii: ","))
        try skip(UInt8(ascii: "]"))
        return values
    }

    /// Reads a string with its quotes.
    mutating func string() throws(RecordProblem) -> String {
        let start = offset
        guard let text = String(validating: try quotedBytes(), as: UTF8.self) else {
            throw RecordProblem(reason: .field, offset: start)
        }
        return text
    }

    /// Reads a string with its quotes and gives its UTF-8, which is not checked.
    mutating func quotedBytes() throws(RecordProblem) -> [UInt8] {
        try skip(UInt8(ascii: "\""))
        var text: [UInt8] = []
        var start = offset
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                append(start..<offset, to: &text)
                offset += 1
                return text
            case UInt8(ascii: "\\"):
                append(start..<offset, to: &text)
                try escape(to: &text)
                start = offset
            case 0x00..<0x20: throw problem
            default: offset += 1
            }
        }
        throw problem
    }

    /// Reads a comma and the field that holds any bytes.
    mutating func textOrBase64() throws(RecordProblem) -> [UInt8] {
        if takes(#","text":"#) { return try quotedBytes() }
        try skip(#","base64":""#)
        let start = offset
        guard let bytes = Base64.decode(array(try plainString())) else {
            throw RecordProblem(reason: .field, offset: start)
        }
        return bytes
    }

    /// Reads what a backslash begins.
    private mutating func escape(to text: inout [UInt8]) throws(RecordProblem) {
        guard let letter = byte(at: offset + 1) else { throw problem }
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"): return text.append(contentsOf: try unicodeEscape().utf8)
        default: throw problem
        }
        offset += 2
    }

    /// Reads `\u` and four digits, or two of those for a character that needs a surrogate pair.
    private mutating func unicodeEscape() throws(RecordProblem) -> String {
        let start = offset
        var value = try codeUnit()
        if value & 0xFC00 == 0xD800 {
            let low = try codeUnit()
            guard low & 0xFC00 == 0xDC00 else {
                throw RecordProblem(reason: .field, offset: start)
            }
            value = 0x10000 + ((value & 0x3FF) << 10 | (low & 0x3FF))
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw RecordProblem(reason: .field, offset: start)
        }
        return String(scalar)
    }

    private mutating func codeUnit() throws(RecordProblem) -> UInt32 {
        try skip(#"\u"#)
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = hexValue(byte) else { throw problem }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }
}

/// The value of a hexadecimal digit of either case; nil for any other byte.
func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}
