extension Timestamp {
    /// The instant as RFC 3339 in UTC with milliseconds: `2026-11-21T07:08:09.123Z`.
    ///
    /// Instants outside the years 0000 to 9999 become the nearest one inside: the form has four
    /// digits for the year.
    public var rfc3339: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        appendRFC3339(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads an instant in the strict form of RFC 3339, or gives nil.
    ///
    /// Offsets and lower-case `t` and `z` are taken. Fractions may have any number of digits and are
    /// cut to milliseconds. A leap second, which must be the last one of a day in UTC, becomes the
    /// last millisecond before it.
    public init?(rfc3339 text: some StringProtocol) {
        var reader = ByteReader(text)
        var civil = CivilTime()
        guard let year = reader.takeNumber(digits: 4), reader.take("-"),
            let month = reader.takeNumber(digits: 2), reader.take("-"),
            let day = reader.takeNumber(digits: 2), reader.take("T") || reader.take("t"),
            let hour = reader.takeNumber(digits: 2), reader.take(":"),
            let minute = reader.takeNumber(digits: 2), reader.take(":"),
            let second = reader.takeNumber(digits: 2),
            let millisecond = Self.takeFraction(from: &reader),
            let offset = Self.takeOffset(from: &reader), reader.isAtEnd
        else { return nil }
        (civil.year, civil.month, civil.day) = (year, month, day)
        (civil.hour, civil.minute, civil.second) = (hour, minute, second)
        civil.millisecond = millisecond
        guard let local = civil.timestamp else { return nil }
        let utc = local.advanced(by: .seconds(-60 * offset))
        if second == 60 {
            let minuteOfDay = (hour * 60 + minute - offset + 2 * 1440) % 1440
            guard minuteOfDay == 1439 else { return nil }
        }
        self = utc
    }

    /// Appends the 24 bytes of ``rfc3339``.
    package func appendRFC3339(to bytes: inout [UInt8]) {
        let civil = CivilTime(self)
        bytes.appendDecimal(civil.year, digits: 4)
        bytes.append(0x2D)
        bytes.appendDecimal(civil.month, digits: 2)
        bytes.append(0x2D)
        bytes.appendDecimal(civil.day, digits: 2)
        bytes.append(0x54)
        bytes.appendDecimal(civil.hour, digits: 2)
        bytes.append(0x3A)
        bytes.appendDecimal(civil.minute, digits: 2)
        bytes.append(0x3A)
        bytes.appendDecimal(civil.second, digits: 2)
        bytes.append(0x2E)
        bytes.appendDecimal(civil.millisecond, digits: 3)
        bytes.append(0x5A)
    }

    /// Milliseconds of an optional fraction; nil for a point without digits.
    private static func takeFraction(from reader: inout ByteReader) -> Int? {
        guard reader.take(".") else { return 0 }
        let digits = reader.take { $0.isASCIIDigit }
        guard !digits.isEmpty else { return nil }
        var value = 0
        var scale = 100
        for digit in digits.prefix(3) {
            value += Int(digit - 0x30) * scale
            scale /= 10
        }
        return value
    }

    /// The offset from UTC in minutes; positive east of Greenwich.
    private static func takeOffset(from reader: inout ByteReader) -> Int? {
        if reader.take("Z") || reader.take("z") { return 0 }
        let isNegative = reader.take("-")
        guard isNegative || reader.take("+"),
            let hours = reader.takeNumber(digits: 2), hours < 24, reader.take(":"),
            let minutes = reader.takeNumber(digits: 2), minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (isNegative ? -1 : 1)
    }
}
