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
    let signals: SignalBoard
    let sender = Locked(SenderMonitor())

    func policy(of webhook: Webhook) -> DeliveryPolicy {
        webhook.policy ?? configuration.policy
    }

    func rules(of webhook: Webhook) -> WebhookHealth.Rules {
        WebhookHealth.Rules(policy: policy(of: webhook), isExempt: webhook.isExempt)
    }
}
