import WebhookKit

/// One request on its way through a loop: what is to be sent, and who waits for the answer.
///
/// `@unchecked Sendable`: `request`, `exchange` and `deadline` never change; the rest is touched by the
/// thread of the call's loop alone, from the moment on that it takes the call out of its inbox.
final class Call: @unchecked Sendable {
    typealias Continuation = CheckedContinuation<Answer, Never>

    let request: TransportRequest
    /// What carries it.
    let exchange: Exchange
    let deadline: ContinuousClock.Instant

    /// Who waits; nil before the start and after the end.
    var continuation: Continuation?
    /// Whether the task was cancelled; may be known before the start.
    var isCancelled = false
    /// The place in the loop's deadlines; nil when it is not there.
    var deadlineIndex: Int?
    /// Whether it is under way, rather than waiting for a connection.
    var isUnderWay = false
    /// The host whose limit it falls under.
    var host: Admission.Host?
    /// Whether it waits for a connection.
    var isWaiting = false

    init(_ request: TransportRequest, exchange: Exchange, deadline: ContinuousClock.Instant) {
        self.request = request
        self.exchange = exchange
        self.deadline = deadline
    }
}
