/// Reads bytes from outside one after another; every step is bounds-checked and none traps.
package struct ByteReader {
    private let bytes: [UInt8]
    /// The offset of the next byte; setting it back allows a second try.
    package private(set) var position = 0

    package init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
    }

    /// The next byte without taking it; nil at the end.
    package var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    package var isAtEnd: Bool {
        position >= bytes.count
    }

    /// Takes one byte, whatever it is; nil at the end.
    package mutating func take() -> UInt8? {
        guard let byte = next else { return nil }
        position += 1
        return byte
    }

    /// Takes the next byte when it is `byte`.
    package mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Takes the exact text; takes nothing when other bytes come.
    package mutating func take(_ text: String) -> Bool {
        let start = position
        for byte in text.utf8 where !take(byte) {
            position = start
            return false
        }
        return true
    }

    /// Takes all bytes up to the first that does not fit.
    package mutating func take(while fits: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = position
        while let byte = next, fits(byte) {
            position += 1
        }
        return bytes[start..<position]
    }

    /// Takes exactly `count` decimal digits as a number; `count` is at most 18.
    package mutating func takeNumber(digits count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let byte = take(), byte.isASCIIDigit else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// Goes back to a position that was read before.
    package mutating func rewind(to earlier: Int) {
        position = min(max(0, earlier), position)
    }
}

extension UInt8 {
    package var isASCIIDigit: Bool {
        self >= 0x30 && self <= 0x39
    }

    /// A blank inside a header line: space or tab.
    package var isHTTPBlank: Bool {
        self == 0x20 || self == 0x09
    }
}
