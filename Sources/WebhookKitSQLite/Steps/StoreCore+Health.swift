import WebhookKit

extension StoreCore {
    /// Writes what follows from a change of a webhook's health.
    func noteHealth(
        of webhook: WebhookEntry,
        _ queue: Queue,
        was old: WebhookHealth
    ) throws(StoreError) {
        let health = webhook.record.health
        touch(webhook)
        if queue.sends != health.sends {
            queue.sends = health.sends
            counters.work += 1
        }
        queue.reschedule()
        guard health.liveFrom != old.liveFrom else { return }
        // All that was queued is void, in O(1).
        try deliveries.sweep(queue.lane, of: queue.webhook)
        queue.lane = counters.nextID()
    }
}
