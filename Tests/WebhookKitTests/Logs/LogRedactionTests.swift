import Testing

@testable import WebhookKit

@Suite struct LogRedactionTests {
    private let redaction = LogRedaction(masking: ["X-Tenant-Key"], bodyLimit: 16 * 1024)

    @Test(arguments: [
        "Authorization", "AUTHORIZATION", "proxy-authorization", "Cookie", "set-cookie",
        "X-API-Key", "x-tenant-key", "X-TENANT-KEY",
    ])
    func masksSecretsInAnyCase(_ name: String) {
        let fields = redaction.headers([HeaderField(name, "s3cret"), HeaderField("a", "b")])
        #expect(fields == [HeaderField(name, "***"), HeaderField("a", "b")])
        let response = redaction.response(
            TransportResponse(status: 200, headers: [HeaderField(name, "s3cret")])
        )
        #expect(response.headers == [HeaderField(name, "***")])
    }

    @Test func keepsOtherHeadersAsTheyAre() {
        let fields = [
            HeaderField("Content-Type", "text/plain"), HeaderField("webhook-id", "evt_1"),
        ]
        #expect(redaction.headers(fields) == fields)
    }

    @Test func cutsBodiesAtTheLimitAndSaysSo() {
        for (count, wasTruncated, isTruncated) in [
            (0, false, false), (16_384, false, false), (16_384, true, true),
            (16_385, false, true), (65_536, true, true),
        ] {
            let response = redaction.response(
                TransportResponse(
                    status: 200,
                    body: Array(repeating: 7, count: count),
                    isTruncated: wasTruncated
                )
            )
            #expect(response.body.count == min(count, 16_384))
            #expect(response.isTruncated == isTruncated, "\(count) bytes")
        }
    }

    /// The worst that validation and a hostile receiver allow together (L-3).
    /// Fault 26.
    @Test func oneAttemptTakesAtMost32KiB() throws {
        let long = String(repeating: "x", count: 4096)
        let many = (0..<64).map { HeaderField("x-\($0)", long) }
        let small = (0..<10_000).map { HeaderField("h\($0)", "") }
        let tower = "a" + String(repeating: "\u{301}", count: 10_000)
        for headers in [many, small, [HeaderField("x", String(long.prefix(3000)))] + small] {
            let outcome = AttemptOutcome(
                .response(
                    TransportResponse(
                        status: 302,
                        headers: [HeaderField("location", tower)] + headers,
                        body: Array(repeating: 0xFF, count: 65_536)
                    )
                ),
                at: Samples.time(0)
            )
            let response = redaction.response(try #require(outcome.response))
            let request = Attempt.Request(
                url: String(repeating: "u", count: 2048),
                headers: redaction.headers(headers)
            )
            let size =
                request.url.utf8.count + Self.bytes(of: request.headers)
                + Self.bytes(of: response.headers) + response.body.count
                + (outcome.failure?.detail.utf8.count ?? 0)
            #expect(size <= 32 * 1024 - 200, "200 bytes are left for ids, times and numbers")
        }
    }

    private static func bytes(of fields: [HeaderField]) -> Int {
        fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
    }

    /// L-4.
    @Test(arguments: AttemptFailure.Kind.allCases)
    func everyKindHasATitleAndAdvice(_ kind: AttemptFailure.Kind) {
        #expect(!kind.title.isEmpty)
        #expect(!kind.suggestedActions.isEmpty)
        #expect(kind.suggestedActions.allSatisfy { $0.hasSuffix(".") })
    }
}
