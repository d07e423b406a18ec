import HTTPTypes
import WebhookKit

/// Verifies what a server that takes HTTPTypes has received. PublicTypes.swift beside this file is
/// written by Scripts/integration and names all of WebhookKit's types; that it compiles is the check.
@main
struct Program {
    static func main() throws {
        let secret = SigningSecret.generate(for: .standardWebhooks)
        let body = Array(#"{"id":"c42"}"#.utf8)
        let now = SystemClock().now
        let signed = try WebhookSigner(secrets: [secret])
            .headers(id: "evt_1", timestamp: now, body: body)

        // The request, as Hummingbird or another server gives it.
        var fields = HTTPFields([HTTPField(name: .contentType, value: "application/json")])
        for field in signed {
            guard let name = HTTPField.Name(field.name.uppercased()) else { continue }
            fields.append(HTTPField(name: name, value: field.value))
        }

        let verifier = WebhookVerifier(secrets: [secret])
        let message = try verifier.verify(
            headers: fields.lazy.map { ($0.name.rawName, $0.value) },
            body: body
        )
        print("HTTPTypes: verified \(message.id ?? "nothing")")
    }
}
