import WebhookKit

/// What waits for a webhook and when it comes next, as a transaction has it in its hands.
///
/// Written back by ``StoreCore/flush()``; forgotten when another connection has committed.
final class Queue {
    let webhook: Int64
    let scope: Int64
    /// Where its subscribed deliveries wait now.
    var lane: Int64
    /// Where those sent by hand wait.
    let manualLane: Int64
    /// Deliveries that wait, void and manual ones included.
    var waiting: Int64 = 0
    /// Manual ones among them.
    var manual: Int64 = 0
    /// Leases there are now.
    var leased: Int64 = 0
    /// Whether the webhook's health lets it be sent to.
    var sends: Bool
    /// Its place in its scope's rotation; nil when it has nothing to claim now.
    var turn: Int64?
    /// When it comes into the rotation; nil when it is in it, or waits for nothing.
    var timer: Int64?
    /// When the next delivery may begin under the rate limit.
    var nextStart: Timestamp?
    /// The part of a millisecond that belongs to it.
    var startRest: Duration = .zero
    /// How promptly the receiver has been answering: the group in whose rotation the turn is.
    var responsiveness = Responsiveness.unproven
    /// Events that came while it was inactive.
    var skipped: Int64 = 0
    /// Events in its log.
    var logged: Int64 = 0
    /// How many it may keep, once the transaction has logged something.
    var logLimit: Int64?

    /// Whether the present transaction has it in its hands.
    var isTouched = false
    /// Whether it has to be written.
    var isDirty = false
    /// Whether its turn or its timer has to be found anew.
    var needsTurn = false

    init(webhook: Int64, scope: Int64, lane: Int64, manualLane: Int64, sends: Bool) {
        self.webhook = webhook
        self.scope = scope
        self.lane = lane
        self.manualLane = manualLane
        self.sends = sends
    }

    /// Leaves the rotation; its turn or timer is found anew.
    func reschedule() {
        turn = nil
        timer = nil
        needsTurn = true
        isDirty = true
    }

    /// Takes over from a record what a settlement or an edit has found; another group is another turn.
    func adopt(_ responsiveness: Responsiveness) {
        guard responsiveness != self.responsiveness else { return }
        self.responsiveness = responsiveness
        reschedule()
    }

    /// Gives a record its counters.
    func complete(_ record: WebhookRecord) -> WebhookRecord {
        var record = record
        record.skippedEvents = Int(skipped)
        record.nextStart = nextStart
        record.startRest = startRest
        record.responsiveness = responsiveness
        return record
    }
}
