import WebhookKit
import WebhookKitTesting

/// A receiver on this machine that verifies every signature and behaves in three ways.
final class Receiver: Sendable {
    /// How a webhook's endpoint behaves once it is registered.
    enum Behaviour: String, CaseIterable {
        case healthy
        case failsTwice
        case staysBroken

        var path: String { "/\(rawValue)" }
    }

    /// All three webhooks sign with it.
    let secret = SigningSecret.generate(for: .standardWebhooks)
    private let server: LoopbackReceiver

    init() throws {
        server = try LoopbackReceiver()
        server.verify(with: WebhookVerifier(secrets: [secret]))
        // Until `begin(_:)` every endpoint answers, so that registering succeeds.
        for behaviour in Behaviour.allCases { server.on(behaviour.path, .status(200)) }
    }

    func url(of behaviour: Behaviour) -> String {
        server.url(behaviour.path).string
    }

    /// Has the endpoint of the webhook of this name behave as it should.
    func begin(_ name: String) {
        guard let behaviour = Behaviour(rawValue: name) else { return }
        switch behaviour {
        case .healthy: break
        case .failsTwice:
            server.on(behaviour.path, [.status(500), .status(503), .status(200)])
        case .staysBroken: server.on(behaviour.path, .status(500))
        }
    }

    /// How many requests did not verify.
    var refusedSignatures: Int { server.rejectedCount }

    /// The ids of the events that reached this webhook; nil when it is not one of ours.
    func received(by webhook: Webhook) -> Set<String>? {
        guard let behaviour = Behaviour(rawValue: webhook.name) else { return nil }
        let requests = server.requests.filter { $0.path == behaviour.path }
        return Set(requests.compactMap { $0.headers.first(named: "webhook-id") })
    }
}
