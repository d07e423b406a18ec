import Foundation
import Synchronization
import WebhookKit

/// Prints what the service does as it does it, and keeps account of what arrived in this run.
final class Ledger: WebhookObserver {
    private let deliveries = Mutex<[Webhook.ID: Set<Event.ID>]>([:])

    /// The events that this webhook has answered with 2xx.
    func delivered(to webhook: Webhook.ID) -> Set<Event.ID> {
        deliveries.withLock { $0[webhook] ?? [] }
    }

    func observe(_ activity: ServiceActivity) {
        switch activity {
        case .published(let publications, _):
            for publication in publications where !publication.isDuplicate {
                say("published \(publication.id)")
            }
        case .attempted(let webhook, let event, let attempt):
            let outcome = attempt.failure.map { "\($0.kind.title): \($0.detail)" } ?? "delivered"
            say("attempt \(attempt.number) of \(event) to \(webhook): \(outcome)")
            if attempt.failure == nil {
                deliveries.withLock { _ = $0[webhook, default: []].insert(event) }
            }
        case .parked(let count):
            say("parked: \(count) that were under way each time the process ended")
        case .notified(let notice):
            say("notice: \(NoticeText(notice).subject)")
        case .storeFailed(let code, let detail):
            say("store: \(code): \(detail)")
        default:
            break
        }
    }
}

/// Prints a line at once, so that a run that is killed has said all that it did.
func say(_ line: String) {
    print(line)
    fflush(nil)
}
