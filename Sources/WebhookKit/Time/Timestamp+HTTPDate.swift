extension Timestamp {
    /// The instant as an HTTP date in UTC, cut to seconds: `Sat, 21 Nov 2026 07:08:09 GMT`.
    ///
    /// Instants outside the years 0000 to 9999 become the nearest one inside.
    public var httpDate: String {
        let civil = CivilTime(self)
        var bytes: [UInt8] = []
        bytes.append(contentsOf: Self.weekdays[civil.weekday].utf8.prefix(3))
        bytes.append(contentsOf: ", ".utf8)
        bytes.appendDecimal(civil.day, digits: 2)
        bytes.append(0x20)
        bytes.append(contentsOf: Self.months[civil.month - 1].utf8)
        bytes.append(0x20)
        bytes.appendDecimal(civil.year, digits: 4)
        bytes.append(0x20)
        bytes.appendDecimal(civil.hour, digits: 2)
        bytes.append(0x3A)
        bytes.appendDecimal(civil.minute, digits: 2)
        bytes.append(0x3A)
        bytes.appendDecimal(civil.second, digits: 2)
        bytes.append(contentsOf: " GMT".utf8)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads an HTTP date in any of the three forms of RFC 9110 section 5.6.7, or gives nil.
    ///
    /// The name of the weekday must be one, but need not be the right one: servers get it wrong.
    ///
    /// - Parameters:
    ///   - text: The header's value, without blanks around it.
    ///   - now: Settles the century of years with two digits: a date more than 50 years ahead of it
    ///     means the latest such year before that.
    public init?(httpDate text: some StringProtocol, now: Timestamp) {
        var reader = ByteReader(text)
        guard let weekday = Self.takeWeekday(from: &reader) else { return nil }
        let date: Timestamp? =
            if reader.take(", ") {
                weekday == .short
                    ? Self.takeFixdate(from: &reader)
                    : Self.takeRFC850(from: &reader, now: now)
            } else if weekday == .short, reader.take(" ") {
                Self.takeAsctime(from: &reader)
            } else {
                nil
            }
        guard let date, reader.isAtEnd else { return nil }
        self = date
    }

    private static let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `06 Nov 1994 08:49:37 GMT`
    private static func takeFixdate(from reader: inout ByteReader) -> Timestamp? {
        var civil = CivilTime()
        guard let day = reader.takeNumber(digits: 2), reader.take(" "),
            let month = takeMonth(from: &reader), reader.take(" "),
            let year = reader.takeNumber(digits: 4), reader.take(" "),
            takeTime(from: &reader, into: &civil), reader.take(" GMT")
        else { return nil }
        (civil.year, civil.month, civil.day) = (year, month, day)
        return civil.timestamp
    }

    /// `06-Nov-94 08:49:37 GMT`
    private static func takeRFC850(from reader: inout ByteReader, now: Timestamp) -> Timestamp? {
        var civil = CivilTime()
        guard let day = reader.takeNumber(digits: 2), reader.take("-"),
            let month = takeMonth(from: &reader), reader.take("-"),
            let yearOfCentury = reader.takeNumber(digits: 2), reader.take(" "),
            takeTime(from: &reader, into: &civil), reader.take(" GMT")
        else { return nil }
        var limit = CivilTime(now)
        limit.year += 50
        (civil.year, civil.month, civil.day) = (limit.year / 100 * 100 + yearOfCentury, month, day)
        if civil.year >= 100, civil.isAfter(limit) { civil.year -= 100 }
        return civil.timestamp
    }

    /// `Nov  6 08:49:37 1994`
    private static func takeAsctime(from reader: inout ByteReader) -> Timestamp? {
        var civil = CivilTime()
        guard let month = takeMonth(from: &reader), reader.take(" "),
            let day = reader.takeNumber(digits: reader.take(" ") ? 1 : 2), reader.take(" "),
            takeTime(from: &reader, into: &civil), reader.take(" "),
            let year = reader.takeNumber(digits: 4)
        else { return nil }
        (civil.year, civil.month, civil.day) = (year, month, day)
        return civil.timestamp
    }

    private enum WeekdayForm {
        case short, long
    }

    private static func takeWeekday(from reader: inout ByteReader) -> WeekdayForm? {
        for name in weekdays {
            if reader.take(name) { return .long }
            if reader.take(String(name.prefix(3))) { return .short }
        }
        return nil
    }

    private static func takeMonth(from reader: inout ByteReader) -> Int? {
        for (index, name) in months.enumerated() where reader.take(name) {
            return index + 1
        }
        return nil
    }

    private static func takeTime(from reader: inout ByteReader, into civil: inout CivilTime) -> Bool
    {
        guard let hour = reader.takeNumber(digits: 2), reader.take(":"),
            let minute = reader.takeNumber(digits: 2), reader.take(":"),
            let second = reader.takeNumber(digits: 2)
        else { return false }
        (civil.hour, civil.minute, civil.second) = (hour, minute, second)
        return true
    }
}

extension CivilTime {
    /// Compares part by part, so that dates need not exist (29 February 50 years from now).
    fileprivate func isAfter(_ other: CivilTime) -> Bool {
        other.parts.lexicographicallyPrecedes(parts)
    }

    private var parts: [Int] {
        [year, month, day, hour, minute, second, millisecond]
    }
}
