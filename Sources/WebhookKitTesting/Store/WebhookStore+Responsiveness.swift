package import WebhookKit

extension WebhookStore {
    /// Stores a webhook anew, as if its receiver had answered like this before; for tests.
    package func setResponsiveness(
        _ responsiveness: Responsiveness,
        of webhook: Webhook
    ) async throws {
        let query = WebhookQuery(scope: webhook.scope, id: webhook.id)
        guard var record = try await webhooks(query).first else { return }
        record.responsiveness = responsiveness
        _ = try await remove(.webhook(webhook.id, scope: webhook.scope))
        _ = try await insert(record, limit: .max)
    }
}
