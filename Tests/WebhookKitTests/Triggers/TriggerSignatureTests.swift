import Testing
import WebhookKit
import WebhookKitTesting

/// The optional signature check, beside the token (I-2, G-1, G-2).
struct TriggerSignatureTests {
    static let schemes: [SignatureScheme] = [.standardWebhooks, .gitHub, .stripe]

    @Test(arguments: schemes)
    func aCallMustBeSignedWithOneOfTheSecrets(scheme: SignatureScheme) async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        let secrets = [1, 2].map {
            SigningSecret.generate(for: scheme, using: SeededRandom(seed: $0))
        }
        let trigger = try await host.trigger { draft in
            draft.signature = scheme
            draft.secrets = secrets
        }
        let body = #"{"customer":"ada"}"#
        func status(_ secret: SigningSecret, at time: Timestamp? = nil) async throws -> Int {
            let signer = try WebhookSigner(scheme: scheme, secrets: [secret])
            let signed = try signer.headers(
                id: "evt_1",
                timestamp: time ?? host.clock.now,
                body: Array(body.utf8)
            )
            return await host.call(
                "start",
                body,
                as: token,
                headers: [TriggerHarness.json] + signed
            )
            .status
        }
        for secret in secrets { #expect(try await status(secret) == 200) }
        let other = SigningSecret.generate(for: scheme, using: SeededRandom(seed: 3))
        #expect(try await status(other) == 403)
        #expect(await host.call("start", body, as: token).status == 403)
        if scheme != .gitHub {
            let old = host.clock.now.advanced(by: .seconds(-301))
            #expect(try await status(secrets[0], at: old) == 403)
        }
        // An edit that says nothing of secrets leaves them; one that does replaces them.
        let edited = try await host.triggers.edit(trigger.id, revision: 1) { $0.name = "Renamed" }
        #expect(try await status(secrets[0]) == 200)
        try await host.triggers.edit(trigger.id, revision: edited.revision) { $0.secrets = [other] }
        #expect(try await status(secrets[0]) == 403)
        #expect(try await status(other) == 200)
    }

    /// The same secret under another scheme is another check, from the next call on.
    @Test func anEditOfTheSchemeIsSeenAtOnce() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        let secret = SigningSecret.generate(for: .gitHub)
        let trigger = try await host.trigger { draft in
            draft.signature = .gitHub
            draft.secrets = [secret]
        }
        let body = #"{"customer":"ada"}"#
        func status(_ scheme: SignatureScheme) async throws -> Int {
            let signed = try WebhookSigner(scheme: scheme, secrets: [secret])
                .headers(id: "evt_1", timestamp: host.clock.now, body: Array(body.utf8))
            let fields = [TriggerHarness.json] + signed
            return await host.call("start", body, as: token, headers: fields).status
        }
        #expect(try await status(.gitHub) == 200)
        try await host.triggers.edit(trigger.id, revision: 1) { draft in
            draft.signature = .stripe
            draft.secrets = [secret]
        }
        #expect(try await status(.gitHub) == 403)
        #expect(try await status(.stripe) == 200)
    }

    @Test func secretsAreSealedByTheHostsCipher() async throws {
        struct Flip: SecretCipher {
            func seal(_ bytes: [UInt8], context: String) -> [UInt8] {
                (Array(context.utf8) + bytes).map { $0 ^ 0x55 }
            }
            func open(_ bytes: [UInt8], context: String) throws -> [UInt8] {
                let plain = bytes.map { $0 ^ 0x55 }
                guard plain.starts(with: context.utf8) else { throw CancellationError() }
                return Array(plain.dropFirst(context.utf8.count))
            }
        }
        let host = try TriggerHarness(cipher: Flip())
        let secret = SigningSecret.generate(for: .gitHub)
        try await host.trigger { draft in
            draft.signature = .gitHub
            draft.secrets = [secret]
        }
        let text = try host.everything()
        let base64 = BasicTextForms.base64(of: secret.reveal())
        #expect(!text.contains(secret.reveal()))
        #expect(!text.contains(base64))
        let token = try await host.token()
        let body = #"{"customer":"ada"}"#
        let signed = try WebhookSigner(scheme: .gitHub, secrets: [secret])
            .headers(id: "e", timestamp: host.clock.now, body: Array(body.utf8))
        let answer = await host.call(
            "start",
            body,
            as: token,
            headers: [TriggerHarness.json] + signed
        )
        #expect(answer.status == 200)
    }

    @Test func aCipherThatIsAwayMakesTheCallerTryAgain() async throws {
        let ports = AwayPorts()
        let host = try TriggerHarness(cipher: AwayPorts.Cipher(ports: ports))
        let token = try await host.token()
        try await host.trigger { draft in
            draft.signature = .gitHub
            draft.secrets = [.generate(for: .gitHub)]
        }
        ports.set(.failing)
        #expect(await host.call(as: token).status == 503)
        ports.set(.working)
        #expect(await host.call(as: token).status == 403)
    }
}

enum BasicTextForms {
    static func base64(of text: String) -> String { Base64.encode(Array(text.utf8)) }
}
