/// What a step has changed, for a store that keeps a journal.
///
/// Each says which row to write as it is now, not what happened to it: writing the same row twice
/// does no harm, and reading needs no rule of the core.
package enum StoreChange {
    /// A webhook was added or edited.
    case webhook(WebhookRow)
    /// A webhook's health changed.
    case health(WebhookRow)
    /// A webhook's count of skipped events or its next start changed.
    case counters(WebhookRow)
    /// A webhook is gone, with its log and its deliveries.
    case removedWebhook(number: Int)
    /// All of an organization is gone.
    case removedOrganization(Organization)
    /// The step's event of this index was appended, with its deliveries.
    case appended(EventRow, index: Int)
    /// A delivery was queued by hand or has changed.
    case delivery(DeliveryRow, of: EventRow, to: WebhookRow)
    /// The attempt of the step's settlement of this index went into a webhook's log.
    case logged(AttemptRow, of: EventRow, to: WebhookRow, index: Int, limit: Int)
    /// A notice was stored.
    case notice(Notice)
    /// Notices were handed out for good.
    case acknowledged([Notice.ID])
    /// A row was added, replaced or removed.
    case row(RowChange)
    /// A scope's events are kept from another position on.
    case kept(Scope, from: Position?)
    /// An event was pruned.
    case pruned(Position)
}
