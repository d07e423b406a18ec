import Testing

@testable import WebhookKit

@Suite struct RetryAfterTests {
    private let now = Timestamp(millisecondsSinceEpoch: 784_111_777_000)  // 1994-11-06T08:49:37Z

    @Test(arguments: [
        ("2", Duration.seconds(2)),
        ("0", .zero),
        ("0000000000000000000000120", .seconds(120)),
        (" \t120 \t", .seconds(120)),
        ("31535999", .seconds(31_535_999)),
        ("31536000", RetryAfter.maximumDelay),
        ("31536001", RetryAfter.maximumDelay),
        ("9223372036854775807", RetryAfter.maximumDelay),
        ("99999999999999999999999999999999", RetryAfter.maximumDelay),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .zero),
        ("Sun, 06 Nov 1994 08:49:36 GMT", .zero),
        ("Thu, 01 Jan 1970 00:00:00 GMT", .zero),
        ("Sun, 06 Nov 1994 08:51:37 GMT", .seconds(120)),
        (" Sunday, 06-Nov-94 08:51:37 GMT ", .seconds(120)),
        ("Sun Nov  6 08:51:37 1994", .seconds(120)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", RetryAfter.maximumDelay),
    ])
    func readsSecondsAndDates(value: String, delay: Duration) {
        #expect(RetryAfter.delay(from: value, now: now) == delay)
    }

    @Test(arguments: [
        "", " ", "-1", "+1", "1e9", "NaN", "1.5", "1 2", "١٢", "tomorrow", "120s", "0x10", "\u{0}",
        "Sun, 99 Nov 1994 08:49:37 GMT",
    ])
    func ignoresAnythingElse(value: String) {
        #expect(RetryAfter.delay(from: value, now: now) == nil)
    }

    @Test(arguments: [UInt8(0x30), 0x39])
    func survivesTwentyThousandDigits(digit: UInt8) {
        let value = String(decoding: [UInt8](repeating: digit, count: 20_480), as: UTF8.self)
        let expected = digit == 0x30 ? .zero : RetryAfter.maximumDelay
        #expect(RetryAfter.delay(from: value, now: now) == expected)
    }

    @Test(arguments: [Int64.min, .max])
    func survivesAbsurdClocks(milliseconds: Int64) {
        let absurd = Timestamp(millisecondsSinceEpoch: milliseconds)
        let delay = RetryAfter.delay(from: "Sun, 06 Nov 1994 08:49:37 GMT", now: absurd)
        #expect(delay == (milliseconds < 0 ? RetryAfter.maximumDelay : .zero))
    }
}
