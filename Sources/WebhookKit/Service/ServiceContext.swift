/// The ports and settings that all parts of a service share.
struct ServiceContext: Sendable {
    let store: any WebhookStore
    let transport: any WebhookTransport
    let destination: DestinationGuard
    let directory: any UserDirectory
    let notifier: any Notifier
    let observer: any WebhookObserver
    let clock: any WebhookClock
    let random: any RandomSource
    let configuration: WebhookService.Configuration
    let vault: SecretVault
    /// Signalled when there may be something to deliver.
    let signals = SignalBoard()
    /// Signalled when there may be a notice to hand over.
    let noticeSignal = SignalBoard()
    let sender = Locked(SenderMonitor())
    /// Calls of the host's ports that outlive their deadlines.
    let abandoned = AbandonedCalls()
    /// Notices that go to the store with the next settlement.
    let pendingNotices = Locked<[Notice]>([])

    func policy(of webhook: Webhook) -> DeliveryPolicy {
        webhook.policy ?? configuration.policy
    }

    func rules(of webhook: Webhook) -> WebhookHealth.Rules {
        WebhookHealth.Rules(policy: policy(of: webhook), isExempt: webhook.isExempt)
    }
}

extension ServiceContext {
    /// Reads one webhook.
    func webhook(_ id: Webhook.ID, in scope: Scope) async throws -> WebhookRecord {
        guard let record = try await store.webhooks(WebhookQuery(scope: scope, id: id)).first else {
            throw StoreError.notFound("webhook \(id) is not in scope \(scope)")
        }
        return record
    }
}
