import WebhookKit
import WebhookKitTesting

extension StoreFault {
    /// Faults in what becomes of parked deliveries (D-13).
    static let parking = [
        StoreFault("taken ids of deliveries pass in silence", breaks: .takenDeliveryIDIsRefused) {
            $0.onRequeue = { store, request in
                do { try await store.requeue(request) } catch let error as StoreError
                    where error.code == .conflict
                {}
            }
        },
        StoreFault("pages of parked deliveries overlap", breaks: .parkedDeliveriesAreListed) {
            $0.onParked = { store, query in
                var query = query
                query.cursor = nil
                return try await store.parked(query)
            }
        },
        StoreFault("dropping resumes", breaks: .parkedDeliveriesCanBeDropped) {
            $0.onRequeue = { store, request in
                guard case .drop(let id, let scope) = request else {
                    return try await store.requeue(request)
                }
                let hook = try await store.webhooks(WebhookQuery(scope: scope)).first?.webhook
                let all = try await store.parked(ParkedQuery(scope: scope)).deliveries
                guard all.map(\.id) == [id], hook?.flow.isOrdered == false else {
                    return try await store.requeue(request)
                }
                try await store.requeue(.resume(id, scope: scope))
            }
        },
        StoreFault("parking is silent", breaks: .parkingIsTold) {
            $0.onNotices = { store, request in
                try await store.notices(request).filter {
                    if case .parked = $0.kind { false } else { true }
                }
            }
        },
        StoreFault("ordered webhooks always wait", breaks: .orderedWebhooksMayPassParkedOnes) {
            $0.onUpdate = { store, update in
                guard case .edit(var edit) = update.change else {
                    return try await store.update(update)
                }
                edit.settings.flow.skipsParked = false
                var changed = update
                changed.change = .edit(edit)
                return try await store.update(changed)
            }
        },
    ]
}
