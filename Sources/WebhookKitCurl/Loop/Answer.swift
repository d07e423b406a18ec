#if canImport(WebhookKitCCurl)
import WebhookKit

/// What a loop's thread gives to a task that waits.
enum Answer: Sendable {
    case response(ReceivedResponse)
    case failure(TransportFailure)
    /// The loop had just ended, being idle or out of memory: the call was not started.
    case ended

    /// The outcome, its headers read; nil when there is none.
    var outcome: TransportOutcome? {
        switch self {
        case .response(let received): .response(TransportResponse(received))
        case .failure(let failure): .failure(failure)
        case .ended: nil
        }
    }
}
#endif
