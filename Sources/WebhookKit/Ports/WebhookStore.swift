/// Keeps webhooks, events, deliveries, logs and notices: what sending needs.
///
/// Every requirement is one atomic step: it happens whole or not at all, also when the process dies
/// in the middle, and steps of all processes on the store have one order. Rules are not the store's
/// business: the pure steps of ``Delivery``, ``WebhookRecord``, ``Settlement`` and ``WebhookUpdate`` say
/// what changes, the store loads, calls and writes.
///
/// - **Time** is the store's: requirements carry durations, never the caller's "now". Due times are
///   wall time of the store's injected ``WebhookClock``; leases are measured so that a jump of the
///   wall clock neither ends nor prolongs them. A due time further ahead than its longest possible
///   delay, which only a clock that jumped back can cause, does not hold a delivery back for ever.
/// - **Durability**: when a requirement returns, what it did survives whatever the store promises to
///   survive.
/// - **Cancellation** is looked at before a step begins, or not at all; a step that has begun finishes,
///   and its caller learns the result.
/// - **Errors** are ``StoreError``; after one nothing has changed, except with
///   ``StoreError/Code/outcomeUnknown``.
/// - **Scopes**: every query sees only its own scope.
///
/// `StoreConformance` of WebhookKitTesting checks all of it; "Writing a store" walks through an
/// example.
public protocol WebhookStore: Sendable {
    /// Appends events, all or none, matched to their webhooks in the same step (E-7).
    ///
    /// Events get rising positions in the given order, above all earlier ones of their scope; there may be
    /// gaps. ``WebhookRecord/match(_:)`` of every webhook of the scope says which deliveries to queue, and
    /// which to count as skipped. ``AppendPlan`` has the rules of what follows: an event whose idempotency key is
    /// taken in its scope (also by an earlier one of the same call) stores nothing and gives the
    /// first event's publication, marked as a duplicate, when
    /// ``Event/publishesTheSame(as:)`` says so; a key lives as long as its event.
    ///
    /// - Returns: one publication for each event, in order.
    /// - Throws: `keyReused` when a key has published something else, `conflict` when an id is
    ///   taken; nothing is stored then.
    func append(_ events: [Event]) async throws -> [Publication]

    /// Records results and, where asked, leases due deliveries to a worker: in one step and one commit.
    ///
    /// **Results** come first. Each is recorded with its delivery, its webhook's health, its log entry
    /// and its notices, as ``SettlePlan`` says. A settlement whose lease is not the delivery's present
    /// one is ``SettlementResult/fenced`` and changes nothing; it does not hinder the others. A notice
    /// whose id is known is not stored again. The log keeps the latest ``SettleRequest/logLimit`` events
    /// of each webhook.
    ///
    /// **The claim**, ``SettleRequest/claim``, sees what they have left: a slot that one of them frees
    /// can be leased in the same step. Most calls have both; one without settlements only claims, and
    /// one without a claim only records, when a worker has no free slot or ends.
    ///
    /// First, every lease that has expired is taken back by ``Delivery/expireLease(at:)``, and every
    /// lease whose holder the store knows to be gone by ``Delivery/loseLease(by:at:)``, within a second
    /// of that death while workers claim. With a delivery that is parked thereby, or since it cannot be
    /// read, ``WebhookRecord/parkingNotice(of:at:)`` is stored. A durable store that is opened again knows it of all
    /// processes before; holders that only stand still keep their leases (D-8).
    ///
    /// Then deliveries are leased (D-9, D-10, D-11, D-13) that are due, ``Delivery/isSendable(by:)``, and whose webhook is
    /// allowed to start by ``WebhookRecord/earliestStart(at:)`` and has a slot by ``SlotPlanner``: it
    /// goes through the webhooks group by group, and keeps those that hang from taking everything.
    /// Ordered webhooks give only their open delivery of least
    /// position, manual ones aside; parked ones are passed over by ``DeliveryFlow/skipsParked``. A suspect delivery is leased only to an idle worker, and alone.
    /// Scopes, and webhooks inside a scope, take turns, so that none is starved: a turn gives one webhook
    /// at most ``ClaimRequest/deliveriesPerTurn``, and then it and its scope go behind all others, also
    /// over several claims. Within a webhook the longest due comes first. The work does not grow with
    /// the number of rows that cannot be claimed.
    ///
    /// - Returns: one result for each settlement, in order, and the claim, if one was asked for.
    /// - Throws: what keeps the store from doing all of it; then nothing has happened, of either part. The
    ///   dispatcher asks again for each part alone.
    func settle(_ request: SettleRequest) async throws -> SettleReport

    /// Queues one delivery by hand: a resend, or a parked one again; or drops a parked one (D-13,
    /// D-14).
    ///
    /// - Throws: `notFound` when there is no such event, webhook or parked delivery in the scope;
    ///   `conflict` when a resend's id is that of a delivery, in whichever scope.
    func requeue(_ request: RequeueRequest) async throws

    /// Reads parked deliveries of a scope or of one webhook, in the order of their events; pages neither
    /// skip nor repeat while others are parked, resumed and dropped (D-13). Empty for a webhook
    /// that is not in the scope.
    ///
    /// Whatever is parked is listed, also what the store cannot read, and can be dropped.
    func parked(_ query: ParkedQuery) async throws -> ParkedPage

    /// Adds a webhook unless its scope has `limit` already; parallel calls never pass the limit
    /// (W-2).
    ///
    /// - Returns: the record with `createdAt` and `modifiedAt` set to the store's time.
    /// - Throws: `limit`, or `conflict` when the id is taken.
    func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord

    /// Changes a webhook by ``WebhookUpdate/apply(to:last:at:oldestOpen:)`` and stores the notices it gives;
    /// ``WebhookUpdate/needsOldestOpen(of:)`` says beforehand what has to be looked for.
    ///
    /// - Returns: the changed record.
    /// - Throws: `notFound`, or `conflict` when the revision is stale.
    func update(_ update: WebhookUpdate) async throws -> WebhookRecord

    /// Reads webhooks of a scope by id, in the order of their ids.
    func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord]

    /// Removes a webhook with its deliveries and its log, or everything of an organization
    /// (W-7, W-11). Removing what is not there is no error.
    ///
    /// - Returns: the number of webhooks removed.
    func remove(_ removal: WebhookRemoval) async throws -> Int

    /// Reads a webhook's log, newest event first; an event's place is its latest attempt's
    /// (L-1). Empty for a webhook that is not in the scope.
    func log(_ query: LogQuery) async throws -> LogPage

    /// Forgets the notices that were handed out and leases further ones, the oldest first.
    ///
    /// A notice that is not acknowledged is given again when its lease ends.
    func notices(_ request: NoticeRequest) async throws -> [Notice]

    /// Does a bounded piece of housekeeping: marks void deliveries skipped, and removes events that
    /// nothing needs any more, with their finished deliveries (R-1, B-7).
    ///
    /// An event goes when no delivery of it is open and not void, no log entry pins it, and the
    /// recovery window has passed since its append and since its last delivery ended.
    func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport

    /// Counts what waits, over all scopes; cheap at any size (O-1).
    func backlog() async throws -> Backlog
}

extension WebhookStore {
    /// Leases due deliveries to a worker that has no results to record; see ``settle(_:)``.
    public func claim(_ request: ClaimRequest) async throws -> Claim {
        try await settle(SettleRequest(claim: request)).claim ?? Claim()
    }
}
