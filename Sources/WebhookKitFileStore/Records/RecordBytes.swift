import WebhookKit

extension [UInt8] {
    /// Appends text of the source, which is ASCII without anything to escape.
    mutating func append(_ text: StaticString) {
        let bytes = unsafe UnsafeBufferPointer(
            start: text.utf8Start,
            count: text.utf8CodeUnitCount
        )
        unsafe append(contentsOf: bytes)
    }

    /// Appends a number in decimal digits.
    mutating func append(number: some SignedInteger & FixedWidthInteger) {
        let number = Int64(number)
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            // From the last digit to the first; the longest number has 19 and a sign.
            var start = digits.count
            var rest = number.magnitude
            repeat {
                start -= 1
                unsafe digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                start -= 1
                unsafe digits[start] = UInt8(ascii: "-")
            }
            unsafe append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends a number, or `null`.
    mutating func append(number: (some SignedInteger & FixedWidthInteger)?) {
        if let number { append(number: number) } else { append("null") }
    }

    /// Appends the 16 digits of a checksum.
    mutating func append(digits sum: UInt64) {
        for shift in stride(from: 60, through: 0, by: -4) {
            append(hexDigit(UInt8(truncatingIfNeeded: sum >> UInt64(shift) & 15)))
        }
    }

    /// Appends a string with its quotes, escaped.
    mutating func append(quoted text: String) {
        var text = text
        text.withUTF8 { bytes in
            unsafe append(quoted: bytes)
        }
    }

    /// Appends UTF-8 as a string with its quotes, escaped.
    ///
    /// `JSONText` of the core goes byte by byte; response bodies are large, so this one copies what
    /// lies between two escapes at once.
    mutating func append(quoted text: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        var copied = 0
        for index in text.indices {
            let byte = unsafe text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                continue
            }
            unsafe append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<index]))
            append(escaped: byte)
            copied = index + 1
        }
        unsafe append(contentsOf: UnsafeBufferPointer(rebasing: text[copied...]))
        append(UInt8(ascii: "\""))
    }

    private mutating func append(escaped byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0D: append(UInt8(ascii: "r"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x00..<0x20:
            append("u00")
            append(hexDigit(byte >> 4))
            append(hexDigit(byte & 15))
        default: append(byte)
        }
    }

    /// Appends a comma and a field that holds any bytes: `"text"` if they are UTF-8, or `"base64"`.
    mutating func append(textOrBase64 content: [UInt8]) {
        if content.isUTF8 {
            append(#","text":"#)
            unsafe content.withUnsafeBufferPointer { unsafe append(quoted: $0) }
        } else {
            append(#","base64":""#)
            append(contentsOf: Base64.encode(content).utf8)
            append(UInt8(ascii: "\""))
        }
    }

    /// Appends an array of what `element` appends for each value.
    mutating func append<Value>(list: [Value], element: (inout [UInt8], Value) -> Void) {
        append(UInt8(ascii: "["))
        var isFirst = true
        for value in list {
            if !isFirst { append(UInt8(ascii: ",")) }
            isFirst = false
            element(&self, value)
        }
        append(UInt8(ascii: "]"))
    }

    /// Appends `[seconds,attoseconds]`, which is exact for every duration.
    mutating func append(duration: Duration) {
        let (seconds, attoseconds) = duration.components
        append(UInt8(ascii: "["))
        append(number: seconds)
        append(UInt8(ascii: ","))
        append(number: attoseconds)
        append(UInt8(ascii: "]"))
    }
}

/// The lower-case digit of a value below 16.
func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x57 + value
}

extension [UInt8] {
    /// Whether these bytes can stand in a line as they are: UTF-8 without line feed and NUL.
    var fitsIntoLine: Bool {
        // No early end, so that the compiler can look at many bytes at once.
        var union: UInt8 = 0
        var breaks: UInt8 = 0
        for byte in self {
            union |= byte
            breaks |= (byte == 0x0A ? 1 : 0) | (byte == 0 ? 1 : 0)
        }
        return breaks == 0 && (union < 0x80 || isUTF8)
    }

    /// Whether these bytes are UTF-8.
    var isUTF8: Bool {
        unsafe withUnsafeBufferPointer { bytes in
            unsafe String(validating: bytes, as: UTF8.self) != nil
        }
    }
}
