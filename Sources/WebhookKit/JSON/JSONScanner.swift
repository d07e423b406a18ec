/// Checks that bytes are exactly one JSON value of RFC 8259, without building it (E-4).
///
/// It does not recurse: hostile nesting costs one byte of heap a level, up to the limit. Blanks
/// around the value and duplicate keys are allowed, and so are `\u` escapes of lone surrogates,
/// which the grammar permits. Numbers may have any length.
package enum JSONScanner {
    /// Throws the first problem found; returns when the bytes are valid.
    ///
    /// - Parameter maximumDepth: How many arrays and objects may stand inside one another.
    package static func check(_ bytes: [UInt8], maximumDepth: Int = 512) throws(JSONProblem) {
        var open: [Container] = []
        var expected = Expected.value
        var offset = 0
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            throw JSONProblem(reason: .byteOrderMark, offset: 0)
        }
        while true {
            offset = skipBlanks(bytes, from: offset)
            guard offset < bytes.count else { break }
            let byte = bytes[offset]
            if expected == .end { throw JSONProblem(reason: .trailingBytes, offset: offset) }
            switch (byte, expected) {
            case (UInt8(ascii: "{"), .value), (UInt8(ascii: "{"), .valueOrClose),
                (UInt8(ascii: "["), .value), (UInt8(ascii: "["), .valueOrClose):
                guard open.count < maximumDepth else {
                    throw JSONProblem(reason: .tooDeep(maximum: maximumDepth), offset: offset)
                }
                let isObject = byte == UInt8(ascii: "{")
                open.append(isObject ? .object : .array)
                expected = isObject ? .keyOrClose : .valueOrClose
                offset += 1
            case (UInt8(ascii: "}"), .keyOrClose), (UInt8(ascii: "]"), .valueOrClose),
                (UInt8(ascii: "}"), .commaOrClose) where open.last == .object,
                (UInt8(ascii: "]"), .commaOrClose) where open.last == .array:
                open.removeLast()
                expected = open.isEmpty ? .end : .commaOrClose
                offset += 1
            case (UInt8(ascii: ","), .commaOrClose):
                expected = open.last == .object ? .key : .value
                offset += 1
            case (UInt8(ascii: ":"), .colon):
                expected = .value
                offset += 1
            case (UInt8(ascii: "\""), .key), (UInt8(ascii: "\""), .keyOrClose):
                offset = try skipString(bytes, from: offset)
                expected = .colon
            case (_, .value), (_, .valueOrClose):
                offset = try skipScalar(bytes, from: offset)
                expected = open.isEmpty ? .end : .commaOrClose
            default:
                throw JSONProblem(reason: .unexpectedByte, offset: offset)
            }
        }
        if expected != .end {
            let isEmpty = expected == .value && open.isEmpty
            throw JSONProblem(reason: isEmpty ? .empty : .truncated, offset: bytes.count)
        }
    }

    private enum Container: UInt8 {
        case array, object
    }

    /// What the grammar allows next.
    private enum Expected {
        case value, valueOrClose, key, keyOrClose, colon, commaOrClose, end
    }

    private static func skipBlanks(_ bytes: [UInt8], from start: Int) -> Int {
        var offset = start
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return offset
            }
        }
        return offset
    }

    private static func skipScalar(
        _ bytes: [UInt8],
        from start: Int
    ) throws(JSONProblem) -> Int {
        switch bytes[start] {
        case UInt8(ascii: "\""): try skipString(bytes, from: start)
        case UInt8(ascii: "t"): try skipWord("true", bytes, from: start)
        case UInt8(ascii: "f"): try skipWord("false", bytes, from: start)
        case UInt8(ascii: "n"): try skipWord("null", bytes, from: start)
        case UInt8(ascii: "-"), 0x30...0x39: try skipNumber(bytes, from: start)
        default: throw JSONProblem(reason: .unexpectedByte, offset: start)
        }
    }

    private static func skipWord(
        _ word: String,
        _ bytes: [UInt8],
        from start: Int
    ) throws(JSONProblem) -> Int {
        var offset = start
        for expected in word.utf8 {
            guard offset < bytes.count else {
                throw JSONProblem(reason: .truncated, offset: offset)
            }
            guard bytes[offset] == expected else {
                throw JSONProblem(reason: .unexpectedByte, offset: offset)
            }
            offset += 1
        }
        return offset
    }

    private static func skipNumber(
        _ bytes: [UInt8],
        from start: Int
    ) throws(JSONProblem) -> Int {
        var offset = start
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let integer = offset
        offset = try skipDigits(bytes, from: offset)
        // A leading zero stands alone.
        if bytes[integer] == 0x30, offset > integer + 1 {
            throw JSONProblem(reason: .malformedNumber, offset: integer + 1)
        }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset = try skipDigits(bytes, from: offset + 1)
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count,
                bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")
            {
                offset += 1
            }
            offset = try skipDigits(bytes, from: offset)
        }
        return offset
    }

    /// Skips one digit or more.
    private static func skipDigits(
        _ bytes: [UInt8],
        from start: Int
    ) throws(JSONProblem) -> Int {
        var offset = start
        while offset < bytes.count, bytes[offset].isASCIIDigit { offset += 1 }
        guard offset > start else {
            let reason: JSONProblem.Reason = start < bytes.count ? .malformedNumber : .truncated
            throw JSONProblem(reason: reason, offset: start)
        }
        return offset
    }
}
