import Testing

@testable import WebhookKit

@Suite struct AttemptOutcomeTests {
    @Test(arguments: [
        (IPAddress.v4(0x0A00_0001), "private"), (.v4(0x0808_0808), "denied"),
    ])
    func anAddressThatIsRefusedWhileConnectingIsNotNamed(address: IPAddress, word: String) throws {
        let failure = TransportFailure(.blockedDestination(address), "refused \(address)")
        let host = try WebhookURL("https://a.example/").host
        let outcome = AttemptOutcome(.failure(failure), to: host, at: Samples.time(0))
        let detail = try #require(outcome.failure).detail
        #expect(detail.contains(word) && detail.contains("a.example"))
        #expect(!detail.contains("\(address)"))
        #expect(outcome.refusal?.address == address)
    }

    /// SPEC L-4, written out: statuses with a kind of their own, then the ranges.
    private static func kind(of status: Int) -> AttemptFailure.Kind? {
        let own: [Int: AttemptFailure.Kind] = [
            400: .badRequest, 500: .badRequest, 401: .unauthorized, 404: .notFound,
            408: .transient, 409: .transient, 429: .transient, 504: .transient, 410: .gone,
        ]
        if let kind = own[status] { return kind }
        switch status / 100 {
        case 2: return nil
        case 3: return .redirect
        case 4: return .clientError
        case 5: return .serverError
        default: return .protocolError
        }
    }

    @Test func everyStatusHasItsKind() {
        for status in [-1, 0, 99] + Array(100...999) + [1000, Int.max, Int.min] {
            let outcome = AttemptOutcome(
                .response(TransportResponse(status: status)),
                at: Samples.time(0)
            )
            #expect(outcome.failure?.kind == Self.kind(of: status), "status \(status)")
            #expect(outcome.failure == nil || outcome.failure?.status == status)
            #expect(outcome.response?.status == status)
            #expect(!outcome.isUnreachable && !outcome.wasCancelled)
        }
    }

    @Test(
        arguments: [
            (.dns, .dns, true), (.connect, .connect, true), (.reset, .connect, true),
            (.tls(.expired), .tls, false), (.timeout(.unknown), .timeout, false),
            (.timeout(.queue), .local, false), (.timeout(.lookup), .timeout, true),
            (.timeout(.connect), .timeout, true), (.timeout(.handshake), .timeout, false),
            (.timeout(.send), .timeout, false), (.timeout(.response), .timeout, false),
            (.protocolError, .protocolError, false),
            (.blockedDestination(nil), .blockedDestination, false), (.local, .local, false),
            (.cancelled, .local, false),
        ] as [(TransportFailure.Kind, AttemptFailure.Kind, Bool)]
    )
    func everyTransportFailureHasItsKind(
        _ kind: TransportFailure.Kind,
        _ expected: AttemptFailure.Kind,
        _ isUnreachable: Bool
    ) {
        let outcome = AttemptOutcome(
            .failure(TransportFailure(kind, "what happened")),
            at: Samples.time(0)
        )
        #expect(outcome.failure == AttemptFailure(kind: expected, detail: "what happened"))
        #expect(outcome.isUnreachable == isUnreachable)
        #expect(outcome.wasCancelled == (kind == .cancelled))
        #expect(outcome.response == nil && outcome.retryAfter == nil)
    }

    @Test func destinationFailuresHaveTheirKinds() {
        let refusal = DestinationRefusal(.localName, host: "localhost")
        let table: [(DestinationFailure, AttemptFailure.Kind, Bool, Bool)] = [
            (.blocked(refusal), .blockedDestination, false, false),
            (.unresolved(.unknownHost), .dns, true, false),
            (.unresolved(.timedOut), .dns, true, false),
            (.unresolved(.temporary("x")), .dns, true, false),
            (.unresolved(.local("x")), .local, false, false),
            (.unresolved(.cancelled), .local, false, true),
        ]
        for (failure, kind, isUnreachable, wasCancelled) in table {
            let outcome = AttemptOutcome(failure)
            #expect(outcome.failure?.kind == kind)
            #expect(outcome.isUnreachable == isUnreachable, "\(failure)")
            #expect(outcome.wasCancelled == wasCancelled)
        }
    }

    @Test func redirectsNameTheirTargetAndAreFailures() {
        let response = TransportResponse(
            status: 307,
            headers: [HTTPField("LOCATION", "https://other.example/")]
        )
        let outcome = AttemptOutcome(.response(response), at: Samples.time(0))
        #expect(outcome.failure?.kind == .redirect)
        #expect(outcome.failure?.detail.contains("https://other.example/") == true)
    }

    @Test func detailsOfHostileReceiversStayShort() {
        // One character of 20,000 bytes: a letter under ten thousand accents.
        let tower = "a" + String(repeating: "\u{301}", count: 10_000)
        let redirect = AttemptOutcome(
            .response(TransportResponse(status: 302, headers: [HTTPField("location", tower)])),
            at: Samples.time(0)
        )
        #expect((redirect.failure?.detail.utf8.count ?? 0) <= 1000)
        let failure = AttemptOutcome(
            .failure(TransportFailure(.tls(.handshake), tower)),
            at: Samples.time(0)
        )
        #expect((failure.failure?.detail.utf8.count ?? 0) <= 1000)
        let temporary = AttemptOutcome(.unresolved(.temporary(tower)))
        #expect((temporary.failure?.detail.utf8.count ?? 0) <= 1000)
    }
}
