import WebhookKit
import WebhookKitTesting

/// One deliberate fault and the one promise that it breaks.
struct StoreFault: Sendable, CustomStringConvertible {
    let description: String
    let breaks: StorePromise
    let tamper: @Sendable (inout TamperedStore) -> Void

    init(
        _ description: String,
        breaks: StorePromise,
        _ tamper: @escaping @Sendable (inout TamperedStore) -> Void
    ) {
        self.description = description
        self.breaks = breaks
        self.tamper = tamper
    }

    static let all = appending + claiming + sharing + parking + settling + managing + reading

    private static let appending = [
        StoreFault("misused keys pass in silence", breaks: .misusedKeyIsRefused) {
            $0.onAppend = { store, events in
                do { return try await store.append(events) } catch let error as StoreError
                    where error.code == .keyReused
                { return [] }
            }
        },
        StoreFault("duplicates count as queued", breaks: .repeatedKeyStoresNothing) {
            $0.onAppend = { store, events in
                let single = events.count == 1
                return try await store.append(events).map { publication in
                    guard publication.isDuplicate, single else { return publication }
                    return Publication(
                        id: publication.id,
                        position: publication.position,
                        isDuplicate: true,
                        queued: 1
                    )
                }
            }
        },
        StoreFault("keys are composed", breaks: .keysDifferByBytes) {
            $0.onAppend = { store, events in
                try await store.append(events.map { $0.changed(key: $0.idempotencyKey?.composed) })
            }
        },
        StoreFault("half a call stays", breaks: .appendIsAllOrNothing) {
            $0.onAppend = { store, events in
                do { return try await store.append(events) } catch let error as StoreError
                    where error.code == .conflict
                {
                    _ = try? await store.append(events.dropLast())
                    throw error
                }
            }
        },
        StoreFault("a refused batch refuses all", breaks: .refusedBatchesHinderNoOthers) {
            $0.onBatches = { store, batches in
                var outcomes: [Result<[Publication], StoreError>] = []
                for events in batches {
                    if case .failure = outcomes.last {
                        outcomes.append(.failure(.conflict("a neighbour was refused")))
                    } else {
                        outcomes += try await store.append([events])
                    }
                }
                return outcomes
            }
        },
        StoreFault("half a batch stays", breaks: .refusedBatchesHinderNoOthers) {
            $0.onBatches = { store, batches in
                let outcomes = try await store.append(batches)
                for (events, outcome) in zip(batches, outcomes) {
                    guard case .failure = outcome else { continue }
                    _ = try await store.append([Array(events.dropLast())])
                }
                return outcomes
            }
        },
        StoreFault("the last batch comes first", breaks: .batchesApplyInOrder) {
            $0.onBatches = { store, batches in
                try await store.append(batches.reversed()).reversed()
            }
        },
        StoreFault("the audience is ignored", breaks: .audienceNamesOneWebhook) {
            $0.onAppend = { store, events in
                try await store.append(events.map { $0.changed(audience: .subscribers) })
            }
        },
        StoreFault("large bodies are cut", breaks: .bytesRoundTrip) {
            $0.onAppend = { store, events in
                try await store.append(events.map { $0.changed(data: $0.data.prefix(65_536)) })
            }
        },
        StoreFault("positions fall", breaks: .positionsRise) {
            $0.onAppend = { store, events in
                var result = try await store.append(events)
                if result.count == 3 { result.swapAt(1, 2) }
                return result
            }
        },
    ]

    private static let claiming = [
        StoreFault("a limit of 0 gives one", breaks: .claimHonoursItsLimit) {
            $0.onClaim = { store, request in
                var request = request
                request.limit = max(1, request.limit)
                return try await store.claim(request)
            }
        },
        StoreFault("the next due time is later than a poll", breaks: .claimTellsWhenTheNextIsDue) {
            $0.onClaim = { store, request in
                var claim = try await store.claim(request)
                if let due = claim.nextDue, due > .seconds(60), due < .seconds(62) {
                    claim.nextDue = due + .milliseconds(1001)
                }
                return claim
            }
        },
        StoreFault("retries have no lag", breaks: .claimTellsTheDeliverysAge) {
            $0.onClaim = { store, request in
                var claim = try await store.claim(request)
                claim.deliveries = claim.deliveries.map { claimed in
                    guard claimed.delivery.progress.attempts > 0,
                        let first = claimed.delivery.progress.firstAttemptAt
                    else { return claimed }
                    let now = first.advanced(by: claimed.sinceFirstAttempt ?? .zero)
                    return ClaimedDelivery(
                        lease: claimed.lease,
                        delivery: claimed.delivery,
                        event: claimed.event,
                        webhook: claimed.webhook,
                        due: now,
                        at: now
                    )
                }
                return claim
            }
        },
        StoreFault("everybody counts as idle", breaks: .suspectsAreClaimedAlone) {
            $0.onClaim = { store, request in
                var request = request
                request.isIdle = true
                return try await store.claim(request)
            }
        },
        StoreFault("one lease too many", breaks: .claimHonoursConcurrency) {
            $0.onClaim = { store, request in
                var request = request
                request.defaultConcurrency += 1
                return try await store.claim(request)
            }
        },
    ]

    private static let settling = [
        StoreFault("unknown deliveries settle", breaks: .staleLeasesAreFenced) {
            $0.onSettle = { store, request in
                let results = try await store.settle(request).results
                let isUnknown = request.settlements.map {
                    $0.lease.deliveryID.string == "dlv_unknown"
                }
                return isUnknown.contains(true) ? [] : results
            }
        },
        StoreFault("one stale result stops the batch", breaks: .fencedResultsHinderNoOthers) {
            $0.onSettle = { store, request in
                var results: [SettlementResult] = []
                for settlement in request.settlements {
                    guard results.last != .fenced else {
                        results.append(.fenced)
                        continue
                    }
                    results += try await store.settle(
                        SettleRequest(settlements: [settlement], logLimit: request.logLimit)
                    ).results
                }
                _ = try await store.settle(
                    SettleRequest(settlements: [], notices: request.notices)
                )
                return results
            }
        },
        StoreFault("claims come before results", breaks: .claimSeesWhatResultsFree) {
            $0.onBoth = { store, request in
                var request = request
                guard let asked = request.claim.take() else { return SettleReport() }
                let claim = try await store.claim(asked)
                return SettleReport(results: try await store.settle(request).results, claim: claim)
            }
        },
        StoreFault("a stale result ends the claim", breaks: .resultsHinderNoClaim) {
            $0.onBoth = { store, request in
                var request = request
                let claim = request.claim.take()
                var report = try await store.settle(request)
                report.claim = Claim()
                guard let claim, !report.results.contains(.fenced) else { return report }
                report.claim = try await store.claim(claim)
                return report
            }
        },
        StoreFault("the log keeps one too many", breaks: .logKeepsTheLatest) {
            $0.onSettle = { store, request in
                var request = request
                if request.logLimit == 100 { request.logLimit = 101 }
                return try await store.settle(request).results
            }
        },
        StoreFault("logged bodies are cut", breaks: .logKeepsAttemptsWhole) {
            $0.onSettle = { store, request in
                var request = request
                for index in request.settlements.indices {
                    request.settlements[index].attempt?.response?.body.removeLast()
                }
                return try await store.settle(request).results
            }
        },
        StoreFault("giving back costs a try", breaks: .failedAttemptsWaitTheirTime) {
            $0.onSettle = { store, request in
                var request = request
                for index in request.settlements.indices {
                    if case .released(let delay) = request.settlements[index].verdict {
                        request.settlements[index].verdict = .quickRetry(after: delay)
                    }
                }
                return try await store.settle(request).results
            }
        },
        StoreFault("unknown webhooks get resends", breaks: .requeueRefusesWhatIsNotThere) {
            $0.onRequeue = { store, request in
                do { try await store.requeue(request) } catch {
                    guard case .resume = request else { throw error }
                    guard try await store.backlog().waiting > 0 else { throw error }
                }
            }
        },
    ]
}

extension Event {
    func changed(
        data: ArraySlice<UInt8>? = nil,
        key: ExactText? = nil,
        audience: Audience? = nil
    ) -> Event {
        Event(
            id: id,
            scope: scope,
            type: type,
            occurredAt: occurredAt,
            data: Array(data ?? self.data),
            idempotencyKey: key ?? idempotencyKey,
            audience: audience ?? self.audience
        )
    }
}

extension ExactText {
    /// The text in the first spelling that Unicode takes for the same.
    fileprivate var composed: ExactText {
        let known = ["caf\u{E9}", "\u{C5}", "\u{AC00}"]
        return ExactText((known + known.map { "-\($0)" }).first { $0 == string } ?? string)
    }
}
