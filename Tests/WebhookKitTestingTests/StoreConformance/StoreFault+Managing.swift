import WebhookKit
import WebhookKitTesting

/// Faults in what is managed and read.
extension StoreFault {
    static let managing = [
        StoreFault("one webhook too many", breaks: .parallelInsertsKeepTheLimit) {
            $0.onInsert = { try await $0.insert($1, limit: $2 + 1) }
        },
        StoreFault("names end at NUL", breaks: .recordsRoundTrip) {
            $0.onInsert = { store, record, limit in
                var record = record
                record.webhook.name = String(record.webhook.name.prefix { $0 != "\0" })
                return try await store.insert(record, limit: limit)
            }
        },
        StoreFault("taken ids pass in silence", breaks: .takenWebhookIDIsRefused) {
            $0.onInsert = { store, record, limit in
                do { return try await store.insert(record, limit: limit) } catch let error
                    as StoreError where error.code == .conflict
                { return record }
            }
        },
        StoreFault("the last edit wins", breaks: .staleRevisionsAreRefused) {
            $0.onUpdate = { store, update in
                var update = update
                update.expecting = nil
                return try await store.update(update)
            }
        },
        StoreFault("any scope can remove", breaks: .scopesAreIsolated) {
            $0.onRemove = { store, removal in
                let count = try await store.remove(removal)
                guard case .webhook(let id, let scope) = removal, count == 0,
                    scope.organization.name != "kit"
                else { return count }
                let kit = Scope(organization: try Organization("kit"), environment: .production)
                return try await store.remove(.webhook(id, scope: kit))
            }
        },
        StoreFault("organizations stay", breaks: .removalDropsAnOrganization) {
            $0.onRemove = { store, removal in
                if case .organization = removal { return 1 }
                return try await store.remove(removal)
            }
        },
    ]

    static let reading = [
        StoreFault("deactivated by hand, no place", breaks: .deactivationByHandKeepsItsPlace) {
            $0.onWebhooks = { store, query in
                try await store.webhooks(query).map { record in
                    guard case .inactive(var deactivation) = record.health.state else {
                        return record
                    }
                    deactivation.position = deactivation.outage?.position
                    var record = record
                    record.health.state = .inactive(deactivation)
                    return record
                }
            }
        },
        StoreFault("every page is the first", breaks: .webhooksAreReadInOrder) {
            $0.onWebhooks = { store, query in
                var query = query
                query.after = nil
                return try await store.webhooks(query)
            }
        },
        StoreFault("pages overlap", breaks: .logPagesNeitherSkipNorRepeat) {
            $0.onLog = { store, query in
                var query = query
                query.cursor = query.cursor.map { LogCursor(number: $0.number + 1) }
                return try await store.log(query)
            }
        },
        StoreFault("what is left out is not counted", breaks: .logLeavesOutTheMiddle) {
            $0.onLog = { store, query in
                var page = try await store.log(query)
                for index in page.entries.indices { page.entries[index].omittedAttempts = 0 }
                return page
            }
        },
        StoreFault("attempts come oldest first", breaks: .logPlacesEventsByTheirLatestAttempt) {
            $0.onLog = { store, query in
                var page = try await store.log(query)
                for index in page.entries.indices { page.entries[index].attempts.reverse() }
                return page
            }
        },
        StoreFault("notices come newest first", breaks: .noticesComeOldestFirst) {
            $0.onNotices = { try await $0.notices($1).reversed() }
        },
        StoreFault("acknowledgements are lost", breaks: .acknowledgedNoticesAreForgotten) {
            $0.onNotices = { store, request in
                var request = request
                request.acknowledging = []
                return try await store.notices(request)
            }
        },
        StoreFault("housekeeping knows no bounds", breaks: .maintenanceIsBounded) {
            $0.onMaintain = { store, request in
                var request = request
                request.limit *= 100
                return try await store.maintain(request)
            }
        },
        StoreFault("the recovery window is short", breaks: .unneededEventsArePruned) {
            $0.onMaintain = { store, request in
                var request = request
                request.recoveryWindow -= .seconds(2)
                return try await store.maintain(request)
            }
        },
        StoreFault("nothing is ever late", breaks: .backlogTellsTheOldestDue) {
            $0.onBacklog = { store in
                var backlog = try await store.backlog()
                backlog.oldestDueAge = backlog.oldestDueAge.map { _ in .zero }
                return backlog
            }
        },
        StoreFault("the backlog is cut", breaks: .backlogCounts) {
            $0.onBacklog = { store in
                var backlog = try await store.backlog()
                backlog.waiting = min(backlog.waiting, 2)
                return backlog
            }
        },
    ]
}
