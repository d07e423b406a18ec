/// One step of the service; see ``WebhookObserver``.
///
/// Later versions add cases: end every `switch` with `default`, or with `@unknown default` where the
/// compiler asks for it.
#if hasAttribute(nonexhaustive)
    @nonexhaustive
#endif
public enum ServiceActivity: Sendable, Hashable {
    /// Events are durable and matched.
    case published([Publication], took: Duration)
    /// The data of an event is larger than receivers like; a hint from 20 KiB on, once an event.
    case largeEvent(EventType, bytes: Int)
    /// Deliveries were claimed; `longestLag` is how long the latest one had been due.
    case claimed(count: Int, longestLag: Duration, took: Duration)
    /// Leases of workers that died or hung were taken back.
    case rescued(count: Int)
    /// Deliveries were set aside after taking their worker down again and again.
    case parked(count: Int)
    /// An attempt ended; its verdict follows with ``settled(_:verdict:took:)``.
    case attempted(Webhook.ID, Event.ID, Attempt)
    /// A result was recorded.
    case settled(Delivery.ID, verdict: Settlement.Verdict, took: Duration)
    /// A result came under a stale lease and changed nothing.
    case fenced(Delivery.ID)
    /// A webhook's health changed in a way that people are told of.
    case notified(Notice)
    /// A notice was handed to the notifier.
    case noticeSent(Notice, recipients: Int)
    /// A notice could not be handed over; it is tried again.
    case noticeFailed(Notice, detail: String)
    /// The sender became suspect, or is no longer.
    case senderSuspect(Bool)
    /// Housekeeping removed something.
    case maintained(MaintenanceReport)
    /// The destination policy refused a webhook's host, with the address that it has: people who own
    /// webhooks are told its class only (S-1).
    case destinationRefused(Webhook.ID, DestinationRefusal)
    /// A webhook's secrets cannot be opened or used, so that nothing is sent to it: check the cipher
    /// and its key. Told once; it is tried again every few seconds, and later every minute.
    case secretsUnreadable(Webhook.ID, detail: String)
    /// A row of the store cannot be read, or a count was wrong and was put right; the rest goes on.
    case storeFault(StoreFault)
    /// A webhook's secrets can be opened again.
    case secretsReadable(Webhook.ID)
    /// The service has no notifier, so that nobody is told of deactivations, or no cipher, so that the
    /// store holds secrets as they are. Told once, when it begins to deliver.
    case portNotSet(HostPort)
    /// So many calls of a port hang; they were left alone at their deadlines. Told for the first,
    /// and whenever the number has doubled.
    case callsAbandoned(HostPort, count: Int)
    /// So many requests were refused for this reason since that was last told: the first at once, then
    /// a sum every ten seconds at most. ``TokenService/health`` has the totals.
    case authenticationFailed(AuthenticationError, count: Int)
    /// A request to a trigger was answered; without an id when no trigger was looked for: nobody is
    /// told which one, or that there is none, before the token is known.
    case triggerAnswered(Trigger.ID?, in: Scope, status: Int, took: Duration)
    /// A call of a durable trigger was tried; `isLast` when it is not tried again.
    case triggerTried(
        TriggerCall.ID,
        of: Trigger.ID,
        in: Scope,
        outcome: TriggerLogEntry.Outcome,
        isLast: Bool
    )
    /// The store failed; the work is tried again.
    case storeFailed(StoreError.Code, detail: String)
}
