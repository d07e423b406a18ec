import Testing
import WebhookKit

struct SigningSecretTests {
    private static func whsec(_ count: Int) -> String {
        "whsec_" + bare(count)
    }

    private static func bare(_ count: Int) -> String {
        Base64.encode([UInt8](repeating: 7, count: count))
    }

    /// G-1.
    @Test(arguments: [24, 25, 32, 63, 64])
    func takesStandardSecretsOf24To64Bytes(count: Int) throws {
        let shown = Self.whsec(count)
        #expect(try SigningSecret(shown, for: .standardWebhooks).reveal() == shown)
    }

    /// Pasted forms of one secret are one secret, so that a rotation to itself is seen.
    @Test(arguments: [24, 25, 32])
    func readsEveryFormOfOneSecretAlike(count: Int) throws {
        let shown = Self.whsec(count)
        let bare = Self.bare(count)
        let unpadded = String(bare.prefix { $0 != "=" })
        for form in [bare, unpadded, "whsec_\(unpadded)", " \(bare)\t", "\(shown)\r\n", bare + "="]
        {
            let secret = try SigningSecret(form, for: .standardWebhooks)
            #expect(secret.reveal() == shown)
            #expect(try secret == SigningSecret(shown, for: .standardWebhooks))
        }
    }

    /// The other schemes sign with the text as it stands; Stripe's own secrets begin with whsec_ too.
    @Test(arguments: SigningFixtures.schemes.dropFirst())
    func leavesTextAlone(scheme: SignatureScheme) throws {
        for shown in [SigningFixtures.shown, " a text with blanks around "] {
            #expect(try SigningSecret(shown, for: scheme).reveal() == shown)
        }
    }

    /// Fault 42.
    @Test(arguments: [
        ("", "too short"),
        ("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must be base64"),
        ("whsec-MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must be base64"),
        ("whsec_whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must be base64"),
        ("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must be base64"),
        ("sk_live_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must be base64"),
        ("a password of some length", "must be base64"),
        (bare(23), "too short"),
        (bare(65), "too long"),
        ("========", "too short"),
        ("whsec_", "too short"),
        (whsec(23), "too short"),
        (whsec(65), "too long"),
        ("whsec_" + String(repeating: "A", count: 1_000_000), "too long"),
        ("whsec_MfKQ9r8GKYqrTwjU\nPD8ILPZIo2LaLaSw", "must be base64"),
        ("whsec_ MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must be base64"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "must be base64"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_", "must be base64"),
        ("whsec_" + String(repeating: "\u{1F511}", count: 8), "must be base64"),
    ])
    func refusesOtherStandardSecrets(shown: String, refusal: String) {
        let error = #expect(throws: FieldError.self) {
            try SigningSecret(shown, for: .standardWebhooks)
        }
        #expect(error?.field == "secret")
        #expect(error?.message.hasPrefix(refusal) == true)
    }

    @Test(arguments: [
        (String(repeating: "a", count: 15), "too short"),
        (String(repeating: "a", count: 257), "too long"),
        (String(repeating: "é", count: 129), "too long"),
        ("a secret with a\nline break", "must not contain control characters"),
        ("a secret with a\u{0}nul", "must not contain control characters"),
        ("a secret with a \u{85} next line", "must not contain control characters"),
    ])
    func refusesUnfitText(shown: String, refusal: String) {
        for scheme in SigningFixtures.schemes.dropFirst() {
            let error = #expect(throws: FieldError.self) {
                try SigningSecret(shown, for: scheme)
            }
            #expect(error?.field == "secret")
            #expect(error?.message.hasPrefix(refusal) == true)
        }
    }

    /// G-2.
    @Test(arguments: [16, 256])
    func takesTextOf16To256Bytes(count: Int) throws {
        let shown = String(repeating: "ä", count: count / 2)
        #expect(try SigningSecret(shown, for: .stripe).reveal() == shown)
    }

    @Test(arguments: SigningFixtures.schemes)
    func generatesFreshSecretsThatReadBack(scheme: SignatureScheme) throws {
        let secret = SigningSecret.generate(for: scheme)
        #expect(try SigningSecret(secret.reveal(), for: scheme) == secret)
        #expect(secret != SigningSecret.generate(for: scheme))
        let seeded = SigningSecret.generate(for: scheme, using: SeededSigningRandom(seed: 1))
        #expect(seeded == .generate(for: scheme, using: SeededSigningRandom(seed: 1)))
    }

    /// G-1.
    @Test func generatesStandardSecretsOf32Bytes() {
        let shown = SigningSecret.generate(for: .standardWebhooks).reveal()
        #expect(shown.hasPrefix("whsec_"))
        #expect(Base64.decode(shown.utf8.dropFirst(6))?.count == 32)
    }

    /// Neither the shown text nor its bytes nor the decoded key may turn up anywhere.
    @Test func nothingThatHoldsASecretShowsIt() throws {
        let secret = try SigningSecret(SigningFixtures.shown, for: .standardWebhooks)
        let next = SigningSecret.generate(for: .standardWebhooks)
        let keys = try SigningKeys(secret).rotated(to: next, at: SigningFixtures.timestamp)
        let signer = try WebhookSigner(secrets: [secret])
        let verifier = WebhookVerifier(secrets: [secret], clock: SigningFixtures.clock)
        let holders: [Any] = [
            secret, keys, keys.retired, signer, verifier, Optional(secret) as Any,
        ]
        for holder in holders {
            var dumped = ""
            dump(holder, to: &dumped)
            var printed = ""
            print(holder, to: &printed)
            let shown = dumped + printed + String(describing: holder) + String(reflecting: holder)
            #expect(!shown.contains(SigningFixtures.shown.dropFirst(6)))
            #expect(!shown.contains(next.reveal().dropFirst(6)))
            #expect(!shown.contains("77, 102, 75, 81"), "the bytes of the text")
            #expect(!shown.contains("49, 242, 144, 246"), "the bytes of the key")
            #expect(!shown.contains("SIMD"), "the state of a hash")
        }
        #expect(secret.description == "SigningSecret(***)")
    }

    @Test func isNotCodable() {
        #expect(!(SigningSecret.self is any Encodable.Type))
        #expect(!(SigningKeys.self is any Encodable.Type))
        #expect(!(RetiredSecret.self is any Encodable.Type))
    }
}
