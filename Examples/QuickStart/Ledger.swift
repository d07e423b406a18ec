import Synchronization
import WebhookKit

/// Prints what the service does as it does it, and keeps account of what arrived.
final class Ledger: WebhookObserver {
    private let deliveries = Mutex<[Webhook.ID: Set<Event.ID>]>([:])

    /// The events that this webhook has answered with 2xx.
    func delivered(to webhook: Webhook.ID) -> Set<Event.ID> {
        deliveries.withLock { $0[webhook] ?? [] }
    }

    func observe(_ observation: Observation) {
        switch observation {
        case .attempted(let webhook, let event, let attempt):
            let outcome = attempt.failure.map { "\($0.kind.title): \($0.detail)" } ?? "delivered"
            print("attempt \(attempt.number) of \(event) to \(webhook): \(outcome)")
            if attempt.failure == nil {
                deliveries.withLock { _ = $0[webhook, default: []].insert(event) }
            }
        case .notified(let notice):
            print("notice: \(NoticeText(notice).subject)")
        case .storeFailed(let code, let detail):
            print("store: \(code): \(detail)")
        default:
            break
        }
    }
}
