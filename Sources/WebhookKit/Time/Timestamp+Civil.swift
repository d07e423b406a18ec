/// A date and time of day in UTC, Gregorian in all years: what the text forms are made of.
package struct CivilTime: Equatable {
    package var year = 1970
    package var month = 1
    package var day = 1
    package var hour = 0
    package var minute = 0
    package var second = 0
    package var millisecond = 0

    package init() {}

    /// Days of the month, in any year from 0 on; nil for a month outside 1 to 12.
    private static func days(inMonth month: Int, of year: Int) -> Int? {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        case 1, 3, 5, 7, 8, 10, 12: 31
        default: nil
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    /// Days from 0000-01-01 to the first of January of `year`, which is 0 or later.
    private static func days(beforeYear year: Int) -> Int {
        365 * year + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400
    }

    /// Days from 0000-01-01 to 1970-01-01.
    private static let daysBeforeEpoch = 719_528
    // `Int` has 32 bits on some watches, so milliseconds are counted in `Int64`.
    private static let millisecondsPerDay: Int64 = 86_400_000

    /// The text forms have four digits for the year: 0000-01-01 to the last millisecond of 9999.
    private static let textRange: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Takes an instant apart; instants outside the years 0000 to 9999 become the nearest inside.
    package init(_ timestamp: Timestamp) {
        let range = Self.textRange
        let clamped = min(
            max(timestamp.millisecondsSinceEpoch, range.lowerBound),
            range.upperBound
        )
        // Counted from the year 0, so that nothing below is negative.
        let sinceYearZero = clamped + Int64(Self.daysBeforeEpoch) * Self.millisecondsPerDay
        var days = Int(sinceYearZero / Self.millisecondsPerDay)
        var rest = Int(sinceYearZero % Self.millisecondsPerDay)
        millisecond = rest % 1000
        rest /= 1000
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)

        // 400 years have 146,097 days; the guess is at most one year late or early.
        year = days / 146_097 * 400 + days % 146_097 * 400 / 146_097
        if Self.days(beforeYear: year) > days { year -= 1 }
        if Self.days(beforeYear: year + 1) <= days { year += 1 }
        days -= Self.days(beforeYear: year)
        month = 1
        while let length = Self.days(inMonth: month, of: year), days >= length {
            days -= length
            month += 1
        }
        day = days + 1
    }

    /// The instant, or nil when a part is outside its range.
    ///
    /// A leap second becomes the last millisecond before it, so that time does not run backwards.
    package var timestamp: Timestamp? {
        guard (0...99_999).contains(year),
            let length = Self.days(inMonth: month, of: year), (1...length).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second),
            (0...999).contains(millisecond)
        else { return nil }
        var days = Self.days(beforeYear: year) - Self.daysBeforeEpoch + day - 1
        for earlier in 1..<month {
            days += Self.days(inMonth: earlier, of: year) ?? 0
        }
        let isLeapSecond = second == 60
        let seconds = hour * 3600 + minute * 60 + (isLeapSecond ? 59 : second)
        let milliseconds = seconds * 1000 + (isLeapSecond ? 999 : millisecond)
        return Timestamp(
            millisecondsSinceEpoch: Int64(days) * Self.millisecondsPerDay + Int64(milliseconds)
        )
    }

    /// The day of the week, 0 for Monday.
    package var weekday: Int {
        var days = Self.days(beforeYear: max(0, year)) + day - 1
        for earlier in 1..<max(1, month) {
            days += Self.days(inMonth: earlier, of: year) ?? 0
        }
        // 0000-01-01 was a Saturday.
        return (days + 5) % 7
    }
}

extension [UInt8] {
    /// Appends the last `digits` decimal digits of a number, with leading zeros.
    package mutating func appendDecimal(_ number: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<Swift.max(1, digits) { divisor *= 10 }
        while divisor > 0 {
            append(0x30 + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }
}
