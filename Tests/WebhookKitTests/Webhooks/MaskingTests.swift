import Testing

@testable import WebhookKit

/// Nothing that holds a secret shows it, however it is printed (S-6).
@Suite struct MaskingTests {
    private static let word = "hunter2hunter2hunter2"
    private static let key = "whsec_" + Base64.encode(Array("hunter2hunter2hunter2!!!".utf8))

    private static func forms(of value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var printed = ""
        print(value, to: &printed)
        var debugged = ""
        debugPrint(value, to: &debugged)
        return [
            printed, debugged, dumped, String(describing: value), String(reflecting: value),
            "\([value])", "\(Optional(value) as Any)",
        ]
    }

    private static func holders() throws -> [(name: String, value: Any)] {
        let secret = try SigningSecret(key, for: .standardWebhooks)
        let credentials = try BasicCredentials(username: word, password: word, realm: "here")
        let keys = try SigningKeys(try SigningSecret(word, for: .gitHub))
            .rotated(to: secret, at: Samples.time(0))
        let secrets = WebhookSecrets(keys: keys, credentials: credentials)
        let header = HeaderField("x-api-key", word)
        let sealed = SealedSecrets(bytes: secrets.encoded())
        var record = try Samples.record()
        record.webhook.headers = try ExtraHeaders([header])
        record.secrets = sealed
        let draft = WebhookDraft(
            name: "Orders",
            url: "https://example.com/",
            events: .all,
            secret: secret,
            credentials: credentials,
            headers: [header]
        )
        let edit = WebhookEdit(record.webhook.settings, secrets: sealed)
        let request = TransportRequest(
            url: record.webhook.url,
            headers: [header, HeaderField("authorization", credentials.headerValue)],
            body: [1, 2, 3],
            deadline: .seconds(15),
            bodyLimit: 1,
            destination: .publicOnly
        )
        return [
            ("secret", secret), ("keys", keys), ("retired", keys.retired),
            ("credentials", credentials), ("secrets", secrets), ("sealed", sealed),
            ("record", record), ("webhook", record.webhook), ("draft", draft),
            ("edit", edit), ("change", WebhookChange.edit(edit)),
            ("signer", try WebhookSigner(secrets: [secret])),
            ("document", WebhookDocument(record.webhook, secret: secret, catalog: .default)),
            ("request", request),
        ]
    }

    /// Fault 44.
    @Test func noHolderShowsItsSecret() throws {
        let encoded = Base64.encode(Array("\(Self.word):\(Self.word)".utf8))
        let bytes = Array(Self.word.utf8).prefix(8).map(String.init).joined(separator: ", ")
        let forbidden = [Self.word, Self.key, String(Self.key.dropFirst(6)), encoded, bytes]
        for (name, value) in try Self.holders() {
            for form in Self.forms(of: value) {
                for secret in forbidden {
                    #expect(!form.contains(secret), "\(name) shows a secret")
                }
            }
        }
    }

    @Test func noHolderOfClearSecretsIsCodable() throws {
        let masked = ["secret", "keys", "credentials", "secrets", "draft", "document", "request"]
        for (name, value) in try Self.holders() where masked.contains(name) {
            #expect(!(value is any Encodable), "\(name)")
        }
    }
}
