package import WebhookKit

extension WebhookService {
    /// The webhooks of the default tenant, managed by the host: what most of our own tests do.
    package var webhooks: Webhooks { webhooks(in: .default, as: .host) }
}
