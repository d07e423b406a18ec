import Testing
import WebhookKit

struct WebhookVerifierTests {
    private typealias Fixture = SigningFixtures
    private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private static let digits = String(repeating: "0", count: 64)

    /// The published example, with some fields replaced; `nil` leaves a field out.
    private static func request(
        id: String? = Fixture.id,
        timestamp: String? = "1614265330",
        signature: String? = signature
    ) -> [HeaderField] {
        [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature)]
            .compactMap { name, value in value.map { HeaderField(name, $0) } }
    }

    private func verifier(
        _ shown: [String] = [Fixture.shown],
        now: Timestamp = Fixture.timestamp,
        tolerance: Duration = .seconds(300)
    ) throws -> WebhookVerifier {
        try WebhookVerifier(
            shownSecrets: shown,
            tolerance: tolerance,
            clock: FixedSigningClock(now: now)
        )
    }

    @Test func takesTheExampleOfStandardWebhooks() throws {
        let message = try verifier().verify(headers: Self.request(), body: Fixture.body)
        #expect(message.id == Fixture.id)
        #expect(message.timestamp == Fixture.timestamp)
        #expect(message.body == Fixture.body)
    }

    /// G-2.
    @Test(arguments: SigningFixtures.schemes)
    func takesWhatTheSignerMade(scheme: SignatureScheme) throws {
        let secret = SigningSecret.generate(for: scheme)
        let verifier = WebhookVerifier(secrets: [secret], scheme: scheme, clock: Fixture.clock)
        for count in [0, 1, 1024, 70_000] {
            let body = SystemRandom().bytes(count)
            let headers = try WebhookSigner(scheme: scheme, secrets: [secret])
                .headers(id: "evt_1", timestamp: Fixture.timestamp, body: body)
            let message = try verifier.verify(headers: headers, body: body)
            #expect(message.body == body)
            #expect(throws: VerificationError.noMatchingSignature) {
                try verifier.verify(headers: headers, body: body + [0])
            }
        }
    }

    @Test func takesNamesInAnyCaseAmongOtherFields() throws {
        let headers =
            [HeaderField("Host", "x"), HeaderField("WEBHOOK-IDS", "x")]
            + Self.request().map { HeaderField($0.name.uppercased(), $0.value) }
        #expect(throws: Never.self) { try verifier().verify(headers: headers, body: Fixture.body) }
    }

    @Test func takesPairsAndAnyBytes() throws {
        let pairs = Self.request().map { (name: $0.name, value: $0.value) }
        let message = try verifier().verify(headers: pairs, body: Fixture.body[...])
        #expect(message.id == Fixture.id)
    }

    @Test(arguments: [
        "v1a,xxxx \(signature)", "\(signature) v2,!!!!", "  \(signature)  ",
        "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \(signature)",
    ])
    func findsTheRightSignatureAmongSeveral(signature: String) throws {
        let headers = Self.request(signature: signature)
        #expect(throws: Never.self) { try verifier().verify(headers: headers, body: Fixture.body) }
    }

    @Test func triesEverySecret() throws {
        let other = SigningSecret.generate(for: .standardWebhooks).reveal()
        for shown in [[other, Fixture.shown], [Fixture.shown, other]] {
            #expect(throws: Never.self) {
                try verifier(shown).verify(headers: Self.request(), body: Fixture.body)
            }
        }
        #expect(throws: VerificationError.noMatchingSignature) {
            try verifier([other]).verify(headers: Self.request(), body: Fixture.body)
        }
    }

    /// As the reference libraries of Standard Webhooks take it.
    @Test(arguments: [
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", " MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\r\n",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
    ])
    func takesSecretsWithAndWithoutPrefix(shown: String) throws {
        let message = try verifier([shown]).verify(headers: Self.request(), body: Fixture.body)
        #expect(message.id == Fixture.id)
    }

    @Test func withoutAUsableSecretNothingPasses() throws {
        let text = try SigningSecret("a text of sixteen bytes", for: .stripe)
        for secrets in [[], [text]] {
            #expect(throws: VerificationError.noUsableSecret) {
                try WebhookVerifier(secrets: secrets, clock: Fixture.clock)
                    .verify(headers: Self.request(), body: Fixture.body)
            }
        }
    }

    @Test(arguments: [-300, 0, 300])
    func takesBothEdgesOfTheWindow(seconds: Int) throws {
        let now = Fixture.timestamp.advanced(by: .seconds(seconds))
        #expect(throws: Never.self) {
            try verifier(now: now).verify(headers: Self.request(), body: Fixture.body)
        }
    }

    @Test func refusesBothSidesBeyondTheWindow() throws {
        #expect(throws: VerificationError.tooOld(age: .seconds(301))) {
            try verifier(now: Fixture.timestamp.advanced(by: .seconds(301)))
                .verify(headers: Self.request(), body: Fixture.body)
        }
        #expect(throws: VerificationError.tooNew(ahead: .seconds(301))) {
            try verifier(now: Fixture.timestamp.advanced(by: .seconds(-301)))
                .verify(headers: Self.request(), body: Fixture.body)
        }
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(Int64.min), .seconds(-1), .zero])
    func absurdTolerancesAndClocksDoNotTrap(tolerance: Duration) throws {
        for milliseconds in [Int64.min, -1, 0, Int64.max] {
            let now = Timestamp(millisecondsSinceEpoch: milliseconds)
            let verifier = try verifier(now: now, tolerance: tolerance)
            let message = try? verifier.verify(headers: Self.request(), body: Fixture.body)
            #expect((message != nil) == (tolerance > .seconds(1)))
        }
    }

    /// Fault 41.
    @Test(arguments: [
        "", " ", "NaN", "nan", "inf", "-1", "+1614265330", "-1614265330", "1614265330.0", "1e9",
        "0x60378d32", "01614265330", " 1614265330", "1614265330 ", "1614265330\r\n", "１６１４２６５３３０",
        "١٦١٤٢٦٥٣٣٠", "1_614_265_330", "1,614", "9999999999999999", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "18446744073709551616", "\u{0}", "\u{FFFD}",
        String(repeating: "9", count: 8192), String(repeating: "0", count: 8192),
    ])
    func refusesTimesThatAreNotPlainSeconds(text: String) throws {
        #expect(throws: VerificationError.malformedTimestamp) {
            try verifier().verify(headers: Self.request(timestamp: text), body: Fixture.body)
        }
        let stripe = WebhookVerifier(
            secrets: [.generate(for: .stripe)],
            scheme: .stripe,
            clock: Fixture.clock
        )
        let code = String(repeating: "0", count: 64)
        let headers = [HeaderField("Stripe-Signature", "t=\(text.prefix(100)),v1=\(code)")]
        #expect(throws: VerificationError.self) {
            try stripe.verify(headers: headers, body: Fixture.body)
        }
    }

    @Test func refusesTheFarPastAndTheFarFuture() throws {
        #expect(throws: VerificationError.tooOld(age: .seconds(1_614_265_330))) {
            try verifier().verify(headers: Self.request(timestamp: "0"), body: Fixture.body)
        }
        let headers = Self.request(timestamp: "999999999999999")
        #expect(throws: VerificationError.tooNew(ahead: .seconds(999_998_385_734_669))) {
            try verifier().verify(headers: headers, body: Fixture.body)
        }
    }

    @Test(arguments: [
        "", " ", "a b", "msg.1", "msg\r\n", "é", "\u{0}", "\u{7F}", "🔑",
        String(repeating: "a", count: 257),
    ])
    func refusesUnsoundIDs(id: String) throws {
        #expect(throws: VerificationError.malformedID) {
            try verifier().verify(headers: Self.request(id: id), body: Fixture.body)
        }
    }

    @Test(arguments: [
        ("", VerificationError.malformedSignature),
        (" ", .malformedSignature),
        (",", .malformedSignature),
        ("v1", .malformedSignature),
        ("v1,", .malformedSignature),
        ("v1, !!! v1,AAAA", .malformedSignature),
        ("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", .malformedSignature),
        ("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=", .malformedSignature),
        ("v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=", .malformedSignature),
        ("v1,AAAA", .malformedSignature),
        ("\u{0}", .malformedSignature),
        ("é,é\u{FFFD}", .unknownSignatureVersion),
        ("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", .unknownSignatureVersion),
        ("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", .unknownSignatureVersion),
        ("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", .noMatchingSignature),
        (String(repeating: "a,b ", count: 33), .unknownSignatureVersion),
        (String(repeating: "\(signature) ", count: 33), .tooManySignatures),
        (String(repeating: "a,b ", count: 250_000), .oversizedHeader("webhook-signature")),
    ])
    func refusesUnsoundSignatures(text: String, reason: VerificationError) throws {
        #expect(throws: reason) {
            try verifier().verify(headers: Self.request(signature: text), body: Fixture.body)
        }
    }

    @Test func namesMissingAndRepeatedHeaders() throws {
        let complete = Self.request()
        for (index, field) in complete.enumerated() {
            var missing = complete
            missing.remove(at: index)
            #expect(throws: VerificationError.missingHeader(field.name)) {
                try verifier().verify(headers: missing, body: Fixture.body)
            }
            // A second line of signatures only offers more of them.
            guard field.name != "webhook-signature" else { continue }
            let doubled = complete + [HeaderField(field.name.uppercased(), field.value)]
            #expect(throws: VerificationError.duplicateHeader(field.name)) {
                try verifier().verify(headers: doubled, body: Fixture.body)
            }
        }
    }

    @Test(arguments: [
        ("", VerificationError.malformedTimestamp), ("t", .malformedTimestamp),
        ("t=", .malformedTimestamp), ("t=1614265330", .malformedSignature),
        ("v1=00", .malformedTimestamp), ("t=1614265330,v1=zz", .malformedSignature),
        ("t=1614265330,v0=00", .unknownSignatureVersion),
        ("t=1614265330,t=1614265330", .malformedSignature),
        ("v0=00", .malformedTimestamp), ("=", .malformedTimestamp),
        (String(repeating: "v0=,", count: 40), .malformedTimestamp),
        ("t=1614265330" + String(repeating: ",v1=\(digits)", count: 33), .tooManySignatures),
    ])
    func refusesUnsoundStripeHeaders(text: String, reason: VerificationError) {
        let verifier = WebhookVerifier(
            secrets: [.generate(for: .stripe)],
            scheme: .stripe,
            clock: Fixture.clock
        )
        #expect(throws: reason) {
            try verifier.verify(
                headers: [HeaderField("stripe-signature", text)],
                body: Fixture.body
            )
        }
    }

    @Test(arguments: ["", "sha256", "sha256=", "sha1=00", "SHA256=00", "sha256=zz", "sha256=00"])
    func refusesUnsoundGitHubHeaders(text: String) {
        let verifier = WebhookVerifier(secrets: [.generate(for: .gitHub)], scheme: .gitHub)
        #expect(throws: VerificationError.malformedSignature) {
            try verifier.verify(headers: [HeaderField("x-hub-signature-256", text)], body: [])
        }
    }
}
