package import WebhookKit

/// What checks read in a store.
extension StoreSteps {
    package func record(_ id: String, in organization: String = "kit") async throws -> WebhookRecord
    {
        let query = try WebhookQuery(scope: scope(organization), id: Webhook.ID(id))
        guard let record = try await store.webhooks(query).first else {
            throw BrokenPromise(message: "reading webhook \(id): expected it, got none")
        }
        return record
    }

    package func log(
        _ id: String,
        in organization: String = "kit",
        cursor: LogCursor? = nil,
        limit: Int = 1000
    ) async throws -> LogPage {
        try await store.log(
            LogQuery(
                webhookID: Webhook.ID(id),
                scope: scope(organization),
                cursor: cursor,
                limit: limit
            )
        )
    }

    package func loggedIDs(_ id: String) async throws -> [String] {
        try await log(id).entries.map(\.event.event.id.string)
    }

    package func notices(
        acknowledging: [Notice.ID] = [],
        limit: Int = 100
    ) async throws -> [Notice] {
        try await store.notices(
            NoticeRequest(acknowledging: acknowledging, limit: limit, lease: .seconds(60))
        )
    }

    /// All that can be read of a scope without changing it.
    package func image(of organization: String = "kit") async throws -> StoreImage {
        let query = WebhookQuery(scope: try scope(organization))
        let records = try await store.webhooks(query)
        var logs: [[LogEntry]] = []
        for record in records {
            logs.append(try await log(record.id.string, in: organization).entries)
        }
        return StoreImage(records: records, logs: logs, backlog: try await store.backlog())
    }
}

/// What a store tells about a scope.
package struct StoreImage: Sendable {
    let records: [WebhookRecord]
    let logs: [[LogEntry]]
    let backlog: Backlog
}

extension Claim {
    package var eventIDs: [String] { deliveries.map(\.event.event.id.string) }
    package var webhookIDs: [String] { deliveries.map(\.webhook.id.string) }
}
