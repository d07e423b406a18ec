extension JSONScanner {
    /// Skips a string from its opening quote to behind its closing one.
    static func skipString(_ bytes: [UInt8], from start: Int) throws(JSONProblem) -> Int {
        var offset = start + 1
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte >= 0x80 {
                offset = try skipUTF8(bytes, from: offset)
            } else if byte == UInt8(ascii: "\"") {
                return offset + 1
            } else if byte == UInt8(ascii: "\\") {
                offset = try skipEscape(bytes, from: offset)
            } else if byte < 0x20 {
                throw JSONProblem(reason: .controlCharacter, offset: offset)
            } else {
                offset += 1
            }
        }
        throw JSONProblem(reason: .truncated, offset: bytes.count)
    }

    private static func skipEscape(
        _ bytes: [UInt8],
        from start: Int
    ) throws(JSONProblem) -> Int {
        guard start + 1 < bytes.count else {
            throw JSONProblem(reason: .truncated, offset: bytes.count)
        }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            for offset in start + 2..<start + 6 {
                guard offset < bytes.count else {
                    throw JSONProblem(reason: .truncated, offset: bytes.count)
                }
                switch bytes[offset] {
                case 0x30...0x39, 0x41...0x46, 0x61...0x66: continue
                default: throw JSONProblem(reason: .malformedEscape, offset: start)
                }
            }
            return start + 6
        default:
            throw JSONProblem(reason: .malformedEscape, offset: start)
        }
    }

    /// Skips one character of two to four bytes, by table 3-7 of the Unicode standard.
    private static func skipUTF8(
        _ bytes: [UInt8],
        from start: Int
    ) throws(JSONProblem) -> Int {
        // The range of the second byte keeps out overlong forms, surrogates and > U+10FFFF.
        let second: ClosedRange<UInt8>
        let length: Int
        switch bytes[start] {
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: throw JSONProblem(reason: .malformedUTF8, offset: start)
        }
        guard start + length <= bytes.count, second.contains(bytes[start + 1]) else {
            throw JSONProblem(reason: .malformedUTF8, offset: start)
        }
        for offset in start + 2..<max(start + 2, start + length)
        where bytes[offset] & 0xC0 != 0x80 {
            throw JSONProblem(reason: .malformedUTF8, offset: start)
        }
        return start + length
    }
}
