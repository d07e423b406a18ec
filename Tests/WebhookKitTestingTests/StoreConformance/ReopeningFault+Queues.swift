import WebhookKit
import WebhookKitTesting

extension ReopeningFault {
    static let events = [
        ReopeningFault("the largest bodies are cut", breaks: .reopeningKeepsEvents) {
            store,
            opening in
            store.changeClaims { claimed in
                guard claimed.event.event.data.count > 200_000 else { return claimed }
                return claimed.cut(at: opening.clock.now)
            }
        },
        ReopeningFault("positions begin anew", breaks: .reopeningReusesNoPosition) { store, _ in
            store.onAppend = { store, events in
                try await store.append(events).map { publication in
                    guard publication.id.string == "evt_4" else { return publication }
                    return Publication(
                        id: publication.id,
                        position: Position(1),
                        isDuplicate: false,
                        queued: publication.queued
                    )
                }
            }
        },
        ReopeningFault("keys with NUL are lost", breaks: .reopeningKeepsKeys) { store, _ in
            store.onAppend = { store, events in
                try await store.append(
                    events.map { event in
                        guard event.idempotencyKey?.string.contains("\0") == true else {
                            return event
                        }
                        return Event(
                            id: event.id,
                            scope: event.scope,
                            type: event.type,
                            occurredAt: event.occurredAt,
                            data: Array(event.data),
                            idempotencyKey: nil
                        )
                    }
                )
            }
        },
        ReopeningFault("the window begins anew", breaks: .reopeningKeepsRetries) {
            store,
            opening in
            store.changeClaims { claimed in
                guard claimed.delivery.progress.failedRounds == 1 else { return claimed }
                var delivery = claimed.delivery
                delivery.progress.firstAttemptAt = opening.clock.now
                return claimed.changed(delivery: delivery, at: opening.clock.now)
            }
        },
    ]

    static let leases = [
        ReopeningFault("epochs begin anew", breaks: .reopeningTakesLeasesBack) {
            store,
            opening in
            store.changeClaims { claimed in
                // Claimed before, by a process that is gone.
                guard claimed.lease.epoch > 1, claimed.delivery.progress.attempts == 0 else {
                    return claimed
                }
                let old = claimed.lease
                let lease = Lease(
                    deliveryID: old.deliveryID,
                    owner: old.owner,
                    epoch: 1,
                    generation: old.generation
                )
                return claimed.changed(lease: lease, at: opening.clock.now)
            }
        },
        ReopeningFault("the fourth loss counts", breaks: .reopeningFreesWhatWasHeld) {
            store,
            opening in
            guard opening.count == 4 else { return }
            store.changeClaims { claimed in
                var delivery = claimed.delivery
                delivery.progress.expiredLeases = 1
                return claimed.changed(delivery: delivery, at: opening.clock.now)
            }
        },
        ReopeningFault("the fifth loss rests", breaks: .reopeningFreesWhatWasHeld) {
            store,
            opening in
            guard opening.count == 5 else { return }
            let rested = opening.clock.now.advanced(by: .seconds(60))
            store.onClaim = { store, request in
                guard opening.clock.now < rested else { return try await store.claim(request) }
                return Claim(nextDue: opening.clock.now.duration(to: rested))
            }
        },
        ReopeningFault("suspicion is forgotten", breaks: .reopeningKeepsSuspects) { store, _ in
            store.onClaim = { store, request in
                var request = request
                request.isIdle = true
                return try await store.claim(request)
            }
        },
        ReopeningFault("parked ones are freed", breaks: .reopeningKeepsParkedDeliveries) {
            store,
            _ in
            let backlog = try await store.backlog()
            guard backlog.waiting == 0 else { return }
            for id in backlog.parked {
                try await store.inner.requeue(.resume(id, scope: kit))
            }
        },
        ReopeningFault("resends are as others", breaks: .reopeningKeepsManualDeliveries) {
            store,
            opening in
            store.changeClaims { claimed in
                guard claimed.delivery.kind == .manual else { return claimed }
                var delivery = Delivery(
                    id: claimed.delivery.id,
                    of: claimed.event,
                    to: claimed.webhook,
                    kind: .subscribed,
                    at: opening.clock.now
                )
                delivery.status = claimed.delivery.status
                return claimed.changed(delivery: delivery, at: opening.clock.now)
            }
        },
    ]

    /// Edits the webhook as nobody has asked for.
    private static func edit(
        _ store: TamperedStore,
        if isMeant: (Webhook) -> Bool,
        _ change: (inout Webhook) -> Void
    ) async throws {
        guard var webhook = try await store.first()?.webhook, isMeant(webhook) else { return }
        change(&webhook)
        let update = WebhookUpdate(
            id: webhook.id,
            scope: kit,
            expecting: nil,
            change: .edit(WebhookEdit(webhook.settings))
        )
        _ = try await store.inner.update(update)
    }

    static let queues = [
        ReopeningFault("order is lost", breaks: .reopeningKeepsOrder) { store, _ in
            try await edit(store, if: \.flow.isOrdered) { $0.flow.isOrdered = false }
        },
        ReopeningFault("the latest start is lost", breaks: .reopeningKeepsRateLimits) {
            store,
            _ in
            try await edit(store, if: { $0.flow.deliveriesPerSecond == 0.1 }) {
                $0.flow.deliveriesPerSecond = nil
            }
        },
        ReopeningFault("void ones come back", breaks: .reopeningKeepsQueuesVoid) { store, _ in
            guard let record = try await store.first(), record.health.generation == 3 else {
                return
            }
            try await resendFirst(store)
        },
        ReopeningFault("dropped ones come back", breaks: .reopeningKeepsTypesDropped) {
            store,
            _ in
            guard let record = try await store.first(), record.dropped != DroppedTypes() else {
                return
            }
            try await resendFirst(store)
        },
        ReopeningFault("what is late is due anew", breaks: .reopeningKeepsTheBacklog) {
            store,
            _ in
            store.onBacklog = { store in
                var backlog = try await store.backlog()
                if let age = backlog.oldestDueAge, age > .seconds(5) {
                    backlog.oldestDueAge = .zero
                }
                return backlog
            }
        },
    ]
}
