import Testing
import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct RFC3339Tests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_795_244_889_123, "2026-11-21T07:08:09.123Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        (-62_167_219_200_001, "0000-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (253_402_300_800_000, "9999-12-31T23:59:59.999Z"),
        (Int64.max, "9999-12-31T23:59:59.999Z"),
        (Int64.min, "0000-01-01T00:00:00.000Z"),
    ])
    func writesMillisecondsInUTC(milliseconds: Int64, text: String) {
        #expect(Timestamp(millisecondsSinceEpoch: milliseconds).rfc3339 == text)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01t00:00:00.1z", 100),
        ("1970-01-01T00:00:00.0019999999999999999999999999Z", 1),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T18:30:00-05:30", 0),
        ("1970-01-01T00:00:00-00:00", 0),
        ("1990-12-31T23:59:60Z", 662_687_999_999),
        ("1990-12-31T15:59:60.5-08:00", 662_687_999_999),
        ("1991-01-01T08:59:60+09:00", 662_687_999_999),
        ("2000-02-29T00:00:00Z", 951_782_400_000),
    ])
    func readsEveryStrictForm(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.millisecondsSinceEpoch == milliseconds)
    }

    @Test(arguments: [
        "", "Z", "2026-11-21", "2026-11-21T07:08:09", "2026-11-21 07:08:09Z",
        "2026-11-21T07:08:09.Z", "2026-11-21T07:08:09,5Z", "2026-11-21T07:08Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:60Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60",
        "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00Z ", " 2026-01-01T00:00:00Z",
        "+2026-01-01T00:00:00Z", "-026-01-01T00:00:00Z", "12026-01-01T00:00:00Z",
        "2026-01-01T00:00:00Zz", "2026-01-01T00:00:00\u{0}Z", "٢٠٢٦-01-01T00:00:00Z",
        "2026-1-1T00:00:00Z", "2026-01-01T00:00:00−01:00",
    ])
    func refusesAnythingElse(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func givesBackWhatItWrote() {
        var generator = SystemRandomNumberGenerator()
        let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
        for _ in 0..<20_000 {
            let timestamp = Timestamp(
                millisecondsSinceEpoch: .random(in: range, using: &generator)
            )
            #expect(Timestamp(rfc3339: timestamp.rfc3339) == timestamp, "\(timestamp)")
        }
    }

    @Test func countsEveryDayOfEightHundredYears() {
        // Foundation is the independent reference, for whole days around the leap-year rules.
        for day in stride(from: Int64(-73_048), through: 219_146, by: 1) {
            let timestamp = Timestamp(millisecondsSinceEpoch: day * 86_400_000)
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let expected = date.ISO8601Format().dropLast() + ".000Z"
            if timestamp.rfc3339 != expected {
                Issue.record("\(timestamp.rfc3339) is not \(expected)")
                return
            }
        }
    }
}
