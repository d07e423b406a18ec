import Testing

@testable import WebhookKit

/// `Retry-After` from the answer's header to the plan (D-7, Fault 29).
@Suite struct RetryHintTests {
    private static func outcome(_ status: Int, _ value: String?) -> AttemptOutcome {
        let headers = value.map { [HeaderField("Retry-After", $0)] } ?? []
        return AttemptOutcome(
            .response(TransportResponse(status: status, headers: headers)),
            at: Samples.time(0)
        )
    }

    @Test func onlyTheseTwoStatusesGiveHints() {
        for status in 100...599 {
            let hint = Self.outcome(status, "7").retryAfter
            #expect(hint == (status == 429 || status == 503 ? .seconds(7) : nil))
        }
    }

    /// Values, the hint they give, and the next round's delay after round 1 of `gladly`.
    static let table: [(String?, Duration?, Duration)] = [
        (nil, nil, .seconds(60)),
        ("2", .seconds(2), .seconds(60)),
        ("0", .zero, .seconds(60)),
        ("-1", nil, .seconds(60)),
        ("NaN", nil, .seconds(60)),
        ("1e9", nil, .seconds(60)),
        ("90", .seconds(90), .seconds(90)),
        ("1000000000", .seconds(365 * 86_400), .seconds(210)),
        (String(repeating: "9", count: 20_000), .seconds(365 * 86_400), .seconds(210)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", .zero, .seconds(60)),
        ("Thu, 01 Jan 2026 00:01:40 GMT", .seconds(100), .seconds(100)),
        ("Sat, 01 Jan 2050 00:00:00 GMT", .seconds(365 * 86_400), .seconds(210)),
        ("soon", nil, .seconds(60)),
        ("", nil, .seconds(60)),
    ]

    @Test(arguments: table)
    func hintsArePlannedInsideTheWindow(
        _ value: String?,
        _ hint: Duration?,
        _ delay: Duration
    ) throws {
        let outcome = Self.outcome(503, value)
        #expect(outcome.retryAfter == hint)
        let failure = try #require(outcome.failure)
        let verdict = DeliveryPolicy.gladly.verdict(
            after: .init(
                failure: failure,
                progress: Delivery.Progress(),
                elapsed: .seconds(15),
                hint: outcome.retryAfter,
                isExempt: false
            ),
            chance: 0
        )
        #expect(verdict == .nextRound(after: delay))
    }
}
