import Testing
import WebhookKit

@Suite struct HTTPDateTests {
    private let now = Timestamp(millisecondsSinceEpoch: 1_795_244_889_123)  // 2026-11-21T07:08:09

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ])
    func readsAllThreeForms(text: String) {
        #expect(Timestamp(httpDate: text, now: now)?.rfc3339 == "1994-11-06T08:49:37.000Z")
    }

    @Test(arguments: [
        ("Saturday, 21-Nov-76 07:08:09 GMT", "2076-11-21T07:08:09.000Z"),
        ("Saturday, 21-Nov-76 07:08:10 GMT", "1976-11-21T07:08:10.000Z"),
        ("Saturday, 21-Nov-77 07:08:09 GMT", "1977-11-21T07:08:09.000Z"),
        ("Saturday, 21-Nov-00 07:08:09 GMT", "2000-11-21T07:08:09.000Z"),
        ("Saturday, 29-Feb-28 07:08:09 GMT", "2028-02-29T07:08:09.000Z"),
    ])
    func takesShortYearsAsAtMostFiftyAhead(text: String, expected: String) {
        #expect(Timestamp(httpDate: text, now: now)?.rfc3339 == expected)
    }

    @Test func readsShortYearsAcrossTheCentury() {
        let late = Timestamp(rfc3339: "1999-12-31T00:00:00Z") ?? now
        let date = Timestamp(httpDate: "Saturday, 01-Jan-05 00:00:00 GMT", now: late)
        #expect(date?.rfc3339 == "2005-01-01T00:00:00.000Z")
    }

    @Test(arguments: [Int64.min, Int64.max])
    func survivesAbsurdClocks(milliseconds: Int64) {
        let absurd = Timestamp(millisecondsSinceEpoch: milliseconds)
        #expect(Timestamp(httpDate: "Sunday, 06-Nov-94 08:49:37 GMT", now: absurd) != nil)
    }

    @Test(arguments: [
        "", "Sun", "Sun,", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT", "Sunday, 29-Feb-27 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994", "Sun Nov 06 08:49:37 1994 GMT", "sun, 06 nov 1994 08:49:37 gmt",
        "Sunday Nov  6 08:49:37 1994", "Sun, 06-Nov-94 08:49:37 GMT",
        "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT\u{0}", "Sun, 0６ Nov 1994 08:49:37 GMT",
    ])
    func refusesAnythingElse(text: String) {
        #expect(Timestamp(httpDate: text, now: now) == nil)
    }

    @Test(arguments: [
        (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (Int64.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (Int64.min, "Sat, 01 Jan 0000 00:00:00 GMT"),
    ])
    func writesTheFixedForm(milliseconds: Int64, text: String) {
        #expect(Timestamp(millisecondsSinceEpoch: milliseconds).httpDate == text)
    }

    @Test func givesBackWhatItWrote() {
        for second in stride(from: Int64(-3_000_000_000), to: 9_000_000_000, by: 1_234_567) {
            let timestamp = Timestamp(millisecondsSinceEpoch: second * 1000)
            #expect(Timestamp(httpDate: timestamp.httpDate, now: now) == timestamp)
        }
    }
}
