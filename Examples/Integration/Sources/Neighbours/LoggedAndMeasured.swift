import Logging
import Metrics
import WebhookKit

/// Tells Swift Log what people should see, and Swift Metrics what is counted and measured.
struct LoggedAndMeasured: WebhookObserver {
    private let logger = Logger(label: "webhooks")
    private let lag = Timer(label: "webhooks.lag")
    private let fenced = Counter(label: "webhooks.fenced")

    func observe(_ activity: ServiceActivity) {
        switch activity {
        case .attempted(_, _, let attempt):
            let outcome = attempt.failure?.kind.rawValue ?? "delivered"
            Timer(label: "webhooks.attempt", dimensions: [("outcome", outcome)])
                .record(duration: attempt.duration)
        case .claimed(_, let longestLag, _): lag.record(duration: longestLag)
        case .fenced: fenced.increment()
        case .storeFailed(let code, let detail): logger.error("store \(code): \(detail)")
        case .storeFault(let fault): logger.error("store: \(fault)")
        case .noticeFailed(let notice, let detail): logger.warning("\(notice.id): \(detail)")
        default: break
        }
    }
}
