import Testing
import WebhookKit

struct WebhookSignerTests {
    private typealias Fixture = SigningFixtures

    private func secret(_ text: String, _ scheme: SignatureScheme) throws -> SigningSecret {
        try SigningSecret(text, for: scheme)
    }

    /// G-1.
    @Test func signsTheExampleOfStandardWebhooks() throws {
        let signer = try WebhookSigner(secrets: [secret(Fixture.shown, .standardWebhooks)])
        let headers = try signer.headers(
            id: Fixture.id,
            timestamp: Fixture.timestamp,
            body: Fixture.body
        )
        #expect(
            headers == [
                HeaderField("webhook-id", Fixture.id),
                HeaderField("webhook-timestamp", "1614265330"),
                HeaderField("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ]
        )
    }

    /// The example of GitHub's documentation.
    /// G-2.
    @Test func signsTheExampleOfGitHub() throws {
        let signer = try WebhookSigner(
            scheme: .gitHub,
            secrets: [secret("It's a Secret to Everybody", .gitHub)]
        )
        let headers = try signer.headers(
            id: "e",
            timestamp: Fixture.timestamp,
            body: Array("Hello, World!".utf8)
        )
        let code = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        #expect(headers == [HeaderField("X-Hub-Signature-256", "sha256=" + code)])
    }

    @Test func cutsTheTimeToWholeSeconds() throws {
        let signer = try WebhookSigner(
            scheme: .stripe,
            secrets: [.generate(for: .stripe), .generate(for: .stripe)]
        )
        let headers = try signer.headers(
            id: "e",
            timestamp: Fixture.timestamp.advanced(by: .milliseconds(999)),
            body: []
        )
        let value = try #require(headers.first(named: "stripe-signature"))
        let parts = value.split(separator: ",")
        #expect(parts.first == "t=1614265330")
        #expect(parts.dropFirst().map { $0.prefix(3) } == ["v1=", "v1="])
        #expect(parts.dropFirst().map(\.count) == [67, 67])
    }

    @Test func givesOneSignatureForEachKeyWhereTheyFit() throws {
        for scheme in Fixture.schemes {
            let secrets = [SigningSecret.generate(for: scheme), .generate(for: scheme)]
            let headers = try WebhookSigner(scheme: scheme, secrets: secrets)
                .headers(id: "e", timestamp: Fixture.timestamp, body: Fixture.body)
            #expect(headers.map(\.name) == scheme.scheme.headerNames)
            for (index, secret) in secrets.enumerated() {
                let verifier = WebhookVerifier(
                    secrets: [secret],
                    scheme: scheme,
                    clock: Fixture.clock
                )
                if index == 0 || scheme.holdsManySignatures {
                    #expect(throws: Never.self) {
                        try verifier.verify(headers: headers, body: Fixture.body)
                    }
                } else {
                    #expect(throws: VerificationError.noMatchingSignature) {
                        try verifier.verify(headers: headers, body: Fixture.body)
                    }
                }
            }
        }
    }

    /// Fault 42.
    @Test(arguments: [
        "", ".", "a.b", "a b", " a", "a\r", "a\nb", "a\r\nb", "a\tb", "a\u{0}b", "é", "a:b", "a/b",
        "a=b", "a,b", String(repeating: "a", count: 257),
    ])
    func refusesIDsThatCouldBeMistaken(id: String) throws {
        for scheme in Fixture.schemes {
            let signer = try WebhookSigner(scheme: scheme, secrets: [.generate(for: scheme)])
            let error = #expect(throws: FieldError.self) {
                try signer.headers(id: id, timestamp: Fixture.timestamp, body: [])
            }
            #expect(error?.field == "id")
        }
    }

    @Test func takesIDsOf256Bytes() throws {
        let id = "aZ09_-" + String(repeating: "a", count: 250)
        let signer = try WebhookSigner(secrets: [secret(Fixture.shown, .standardWebhooks)])
        let headers = try signer.headers(id: id, timestamp: Fixture.timestamp, body: [])
        #expect(headers.first(named: "webhook-id") == id)
    }

    @Test(arguments: [Int64.min, -1_000_000, -1, 1_000_000_000_000_000_000, Int64.max])
    func refusesTimesThatNoReceiverTakes(milliseconds: Int64) throws {
        let signer = try WebhookSigner(secrets: [secret(Fixture.shown, .standardWebhooks)])
        let timestamp = Timestamp(millisecondsSinceEpoch: milliseconds)
        let error = #expect(throws: FieldError.self) {
            try signer.headers(id: "e", timestamp: timestamp, body: [])
        }
        #expect(error?.field == "timestamp")
    }

    @Test func refusesSecretsOfAnotherScheme() throws {
        let none = #expect(throws: FieldError.self) { try WebhookSigner(secrets: []) }
        #expect(none == FieldError("secrets", "empty; give at least one"))
        let text = try secret("just a text of some length", .stripe)
        let unfit = #expect(throws: FieldError.self) { try WebhookSigner(secrets: [text]) }
        #expect(unfit?.field == "secrets")
        #expect(unfit?.message.contains("must begin with whsec_") == true)
        #expect(unfit?.message.contains("just a text") == false)
    }
}
