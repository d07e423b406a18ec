import WebhookKit

/// What the checks of rows and of events by position have in common.
extension StoreSteps {
    /// The store's rows.
    var rowStore: any RowStore {
        get throws {
            guard let store = store as? any RowStore else {
                throw BrokenPromise(message: "the store has no rows")
            }
            return store
        }
    }

    /// The store's events by position.
    var history: any EventHistory {
        get throws {
            guard let store = store as? any EventHistory else {
                throw BrokenPromise(message: "the store has no events by position")
            }
            return store
        }
    }

    // MARK: Rows

    func id(
        _ key: String,
        table: String = "kit",
        in organization: String = "kit"
    ) throws -> RowID {
        try RowID(table: table, scope: scope(organization), key: key)
    }

    /// Writes a row, whatever was there.
    func put(_ id: RowID, _ json: String) async throws {
        try await rowStore.change([id]) { try $0.set(Array(json.utf8), for: id) }
    }

    /// Removes a row.
    func removeRow(_ id: RowID) async throws {
        try await rowStore.change([id]) { try $0.remove(id) }
    }

    /// A row's JSON as text.
    func json(_ id: RowID) async throws -> String? {
        try await rowStore.row(id).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The keys of one page.
    func keys(
        table: String = "kit",
        in organization: String = "kit",
        prefix: String = "",
        after: String? = nil,
        limit: Int = 1000
    ) async throws -> [ExactText] {
        let query = try RowQuery(
            table: table,
            scope: scope(organization),
            prefix: prefix,
            after: after,
            limit: limit
        )
        return try await rowStore.rows(query).map(\.id.key)
    }

    // MARK: Events by position

    func page(
        in organization: String = "kit",
        types: Set<EventType>? = nil,
        _ start: EventQuery.Start = .after(Position(0)),
        limit: Int = 1000
    ) async throws -> EventPage {
        try await history.events(
            EventQuery(scope: scope(organization), types: types, start: start, limit: limit)
        )
    }

    /// All events of a scope from a start on, in pages.
    func events(
        in organization: String = "kit",
        types: Set<EventType>? = nil,
        _ start: EventQuery.Start = .after(Position(0)),
        limit: Int = 1000
    ) async throws -> [StoredEvent] {
        var found: [StoredEvent] = []
        var start = start
        for _ in 0..<10_000 {
            let page = try await page(in: organization, types: types, start, limit: limit)
            try expect("events of one page, at most \(limit)", page.events.count <= limit, true)
            found += page.events
            if page.isLast { return found }
            start = .after(page.cursor)
        }
        throw BrokenPromise(message: "reading events: expected an end, got 10,000 pages")
    }

    func keep(_ position: Position?, in organization: String = "kit") async throws {
        try await history.keepEvents(of: scope(organization), from: position)
    }

    /// Lets everything be out of the recovery window, and does all the housekeeping.
    func outliveTheWindow(limit: Int = 500) async throws {
        clock.advance(by: .seconds(86401))
        try await maintain(limit: limit)
    }
}

extension [StoredEvent] {
    var ids: [String] { map(\.event.id.string) }
}
