import WebhookKit

extension StoreTrial {
    /// The same store opened again, as a process that has just begun would: the wall goes on where
    /// it was, monotonic time begins anew, and nothing but the store's data is left of before.
    func reopened() async throws -> StoreTrial {
        guard let reopen else { throw BrokenPromise(message: "the store cannot be opened again") }
        let clock = ManualClock(now: clock.now)
        return StoreTrial(store: try await reopen(store, clock), clock: clock, reopen: reopen)
    }

    /// Lets monotonic time be something that another process cannot guess.
    func runForADay() {
        clock.advance(by: .seconds(86400 + 12345))
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

    /// Compares part by part, so that a difference says where it is.
    package func expectSame(_ got: StoreImage, _ expected: StoreImage) throws {
        try expect("webhooks", got.records, expected.records)
        try expect("logs", got.logs == expected.logs, true)
        try expect("backlog", got.backlog, expected.backlog)
    }
}

/// What a store tells about a scope.
package struct StoreImage: Sendable {
    let records: [WebhookRecord]
    let logs: [[LogEntry]]
    let backlog: Backlog
}

extension StorePromise {
    /// Whether it says something about opening a store again, so that only durable stores can keep
    /// it.
    package var isAboutReopening: Bool {
        rawValue.hasPrefix("reopening") || rawValue.hasSuffix("SurviveReopening")
    }
}
