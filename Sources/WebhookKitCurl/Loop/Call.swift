#if canImport(WebhookKitCCurl)
import WebhookKit

/// One request on its way through a loop: what is to be sent, and who waits for the answer.
///
/// `@unchecked Sendable`: what is `let` never changes; the rest is touched by the thread of the call's
/// loop alone, from the moment on that it takes the call out of its inbox.
final class Call: @unchecked Sendable {
    typealias Continuation = CheckedContinuation<Answer, Never>

    let url: WebhookURL
    /// The time that it may take, and when that is over.
    let limit: Duration
    let deadline: ContinuousClock.Instant

    /// What is sent; nil when libcurl needs it no more, though the call may still stand in a queue.
    var prepared: PreparedRequest?
    /// What carries it, while it is under way rather than waiting for a connection.
    var exchange: Exchange?
    /// Who waits; nil before the start and after the end.
    var continuation: Continuation?
    /// Whether the task was cancelled; may be known before the start.
    var isCancelled = false
    /// The place in the loop's deadlines; nil when it is not there.
    var deadlineIndex: Int?
    /// The host whose limit it falls under.
    var host: Admission.Host?
    /// Whether it waits for a connection.
    var isWaiting = false

    init(
        _ request: TransportRequest,
        _ prepared: PreparedRequest,
        deadline: ContinuousClock.Instant
    ) {
        url = request.url
        limit = request.deadline
        self.prepared = prepared
        self.deadline = deadline
    }
}
#endif
