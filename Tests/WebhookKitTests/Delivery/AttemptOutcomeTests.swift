import Testing

@testable import WebhookKit

@Suite struct AttemptOutcomeTests {
    /// Fault 75.
    @Test(arguments: [
        (HostAddress.v4(0x0A00_0001), "private"), (.v4(0x0808_0808), "denied"),
    ])
    func anAddressThatIsRefusedWhileConnectingIsNotNamed(address: HostAddress, word: String) throws
    {
        let failure = TransportFailure(.blockedDestination(address), "refused \(address)")
        let host = try WebhookURL("https://a.example/").host
        let outcome = AttemptOutcome(.failure(failure), to: host, at: Samples.time(0))
        let detail = try #require(outcome.failure).detail
        #expect(detail.contains(word) && detail.contains("a.example"))
        #expect(!detail.contains("\(address)"))
        #expect(outcome.refusal?.address == address)
    }

    /// L-4, written out: statuses with a kind of their own, then the ranges.
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

    /// L-4.
    @Test func everyStatusHasItsKind() {
        for status in [-1, 0, 99] + Array(100...999) + [1000, Int.max, Int.min] {
            let outcome = AttemptOutcome(
                .response(TransportResponse(status: status)),
                at: Samples.time(0)
            )
            #expect(outcome.failure?.kind == Self.kind(of: status), "status \(status)")
            #expect(outcome.failure == nil || outcome.failure?.status == status)
            #expect(outcome.response?.status == status)
            #expect(outcome.evidence == .answer && !outcome.wasCancelled)
        }
    }

    @Test(
        arguments: [
            (.dns, .dns, .none), (.connect, .connect, .answer), (.reset, .connect, .answer),
            (.unreachable, .connect, .silence), (.noNetwork, .local, .noNetwork),
            (.tls(.expired), .tls, .answer), (.timeout(.unknown), .timeout, .silence),
            (.timeout(.queue), .local, .none), (.timeout(.lookup), .timeout, .silence),
            (.timeout(.connect), .timeout, .silence), (.timeout(.handshake), .timeout, .silence),
            (.timeout(.send), .timeout, .silence), (.timeout(.response), .timeout, .silence),
            (.protocolError, .protocolError, .answer),
            (.blockedDestination(nil), .blockedDestination, .none), (.local, .local, .none),
            (.cancelled, .local, .none),
        ] as [(TransportFailure.Kind, AttemptFailure.Kind, NetworkEvidence)]
    )
    func everyTransportFailureHasItsKind(
        _ kind: TransportFailure.Kind,
        _ expected: AttemptFailure.Kind,
        _ evidence: NetworkEvidence
    ) {
        let outcome = AttemptOutcome(
            .failure(TransportFailure(kind, "what happened")),
            at: Samples.time(0)
        )
        #expect(outcome.failure == AttemptFailure(kind: expected, detail: "what happened"))
        #expect(outcome.evidence == evidence)
        #expect(outcome.wasCancelled == (kind == .cancelled))
        #expect(outcome.response == nil && outcome.retryAfter == nil)
    }

    @Test func destinationFailuresHaveTheirKinds() {
        let refusal = DestinationRefusal(.localName, host: "localhost")
        let table: [(DestinationFailure, AttemptFailure.Kind, NetworkEvidence, Bool)] = [
            (.blocked(refusal), .blockedDestination, .none, false),
            (.unresolved(.unknownHost), .dns, .answer, false),
            (.unresolved(.timedOut), .dns, .silence, false),
            (.unresolved(.temporary("x")), .dns, .silence, false),
            (.unresolved(.noNetwork("x")), .local, .noNetwork, false),
            (.unresolved(.local("x")), .local, .none, false),
            (.unresolved(.cancelled), .local, .none, true),
        ]
        for (failure, kind, evidence, wasCancelled) in table {
            let outcome = AttemptOutcome(failure)
            #expect(outcome.failure?.kind == kind)
            #expect(outcome.evidence == evidence, "\(failure)")
            #expect(outcome.wasCancelled == wasCancelled)
        }
    }

    /// Fault 72.
    @Test(arguments: TransportFailure.Phase.allCases)
    func timeoutsNameTheDeadline(phase: TransportFailure.Phase) throws {
        let failure = TransportFailure(.timeout(phase), "within 14.999954653 seconds")
        var outcome = AttemptOutcome(.failure(failure), at: Samples.time(0))
        outcome.nameDeadline(.seconds(15))
        let detail = try #require(outcome.failure?.detail)
        #expect(phase == .queue || detail.hasSuffix("within the deadline of 15 s"))
    }

    /// Fault 72.
    @Test(arguments: [
        (Duration.nanoseconds(14_999_954_653), "15 s"), (.milliseconds(2460), "2.5 s"),
        (.milliseconds(300), "300 ms"), (.milliseconds(949), "949 ms"), (.milliseconds(950), "1 s"),
        (.zero, "0 ms"), (.seconds(-3), "-3 s"), (.seconds(Int64.max), "9223372036854775.8 s"),
    ])
    func durationsAreWrittenShort(duration: Duration, text: String) {
        #expect(duration.rounded == text)
    }

    /// Fault 23.
    @Test func redirectsNameTheirTargetAndAreFailures() {
        let response = TransportResponse(
            status: 307,
            headers: [HeaderField("LOCATION", "https://other.example/")]
        )
        let outcome = AttemptOutcome(.response(response), at: Samples.time(0))
        #expect(outcome.failure?.kind == .redirect)
        #expect(outcome.failure?.detail.contains("https://other.example/") == true)
    }

    @Test func detailsOfHostileReceiversStayShort() {
        // One character of 20,000 bytes: a letter under ten thousand accents.
        let tower = "a" + String(repeating: "\u{301}", count: 10_000)
        let redirect = AttemptOutcome(
            .response(TransportResponse(status: 302, headers: [HeaderField("location", tower)])),
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
