import WebhookKit
import WebhookKitTesting

extension StoreFault {
    /// Faults in how a process's slots are shared out (D-10).
    static let sharing = [
        StoreFault("every attempt counts as answered", breaks: .quietWebhooksGetOneSlot) {
            $0.onSettle = { store, request in
                var request = request
                for index in request.settlements.indices {
                    guard let attempt = request.settlements[index].attempt,
                        attempt.failure?.kind == .timeout, attempt.duration < .seconds(1)
                    else { continue }
                    request.settlements[index].attempt?.response = .init(
                        status: 503,
                        headers: [],
                        body: [],
                        isTruncated: false
                    )
                }
                return try await store.settle(request).results
            }
        },
        StoreFault("quiet webhooks have a larger share", breaks: .quietWebhooksShareSlots) {
            $0.onClaim = { store, request in
                var request = request
                if request.quietLimit == 2 { request.quietLimit = 3 }
                return try await store.claim(request)
            }
        },
        StoreFault("quiet webhooks have no turn", breaks: .quietWebhooksLeaveSlotsToOthers) {
            $0.onClaim = { store, request in
                var request = request
                request.quietTurn = .max
                return try await store.claim(request)
            }
        },
        StoreFault("slow webhooks have no share", breaks: .slowWebhooksShareSlots) {
            $0.onClaim = { store, request in
                var request = request
                request.slowLimit = .max
                return try await store.claim(request)
            }
        },
        StoreFault(
            "new webhooks wait behind silent ones",
            breaks: .untriedWebhooksComeBeforeSilentOnes
        ) {
            $0.onInsert = { store, record, limit in
                var record = record
                if record.id.string == "wh_c", record.responsiveness == .unproven {
                    record.responsiveness = .silent
                }
                return try await store.insert(record, limit: limit)
            }
        },
        StoreFault("overdue attempts are ignored", breaks: .overdueWebhooksGetNoFurtherSlot) {
            $0.onClaim = { store, request in
                var request = request
                request.overdue = []
                return try await store.claim(request)
            }
        },
        StoreFault("only a few webhooks have turns", breaks: .claimGivesNoMoreThanATurn) {
            $0.onInsert = { store, record, limit in
                var record = record
                if record.webhook.flow.concurrency == 100, record.id.string.utf8.count == 5 {
                    record.health.state = .paused(nil)
                }
                return try await store.insert(record, limit: limit)
            }
        },
        StoreFault("what a scope holds is ignored", breaks: .scopesShareSlots) {
            $0.onClaim = { store, request in
                var request = request
                if request.limit == 4 { request.held = [:] }
                return try await store.claim(request)
            }
        },
        StoreFault("a scope has no more than its share", breaks: .scopesFillFreeSlots) {
            $0.onClaim = { store, request in
                var request = request
                if request.scopeLimit == 4, request.limit != 4 { request.scopeMaximum = 4 }
                return try await store.claim(request)
            }
        },
        StoreFault("silent webhooks take all slots", breaks: .hangingReceiversHoldNobodyUp) {
            $0.onClaim = { store, request in
                var request = request
                if request.limit <= 8 { request.quietLimit = .max }
                return try await store.claim(request)
            }
        },
    ]
}
