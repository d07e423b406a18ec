/// The webhooks of a store, by the numbers that a journal knows them by.
package struct WebhookBook {
    private var numbered: [Int: WebhookRow] = [:]
    /// Removed ones to which rows still point.
    private(set) var removed: [ObjectIdentifier: WebhookRow] = [:]
    package private(set) var lastNumber = 0

    /// The webhook of this number.
    package subscript(number: Int) -> WebhookRow? { numbered[number] }

    /// All webhooks, by their numbers.
    package var all: [WebhookRow] {
        numbered.values.sorted { $0.number < $1.number }
    }

    /// Adds a webhook, unless its id is taken or the scope has as many as it may.
    mutating func insert(
        _ record: WebhookRecord,
        limit: Int,
        in scope: ScopeRow,
        at time: Timestamp
    ) throws(StoreError) -> WebhookRow {
        let (index, isTaken) = scope.place(of: record.id)
        let record = try record.created(
            at: time,
            isTaken: isTaken,
            count: scope.webhooks.count,
            limit: limit
        )
        return add(record, number: lastNumber + 1, in: scope, at: index)
    }

    /// Adds a webhook of a journal; false when its id is taken, or the number is none.
    mutating func load(_ record: WebhookRecord, number: Int, in scope: ScopeRow) -> Bool {
        let (index, isTaken) = scope.place(of: record.id)
        guard !isTaken, (1..<Self.highestNumber) ~= number else { return false }
        _ = add(record, number: number, in: scope, at: index)
        return true
    }

    private mutating func add(
        _ record: WebhookRecord,
        number: Int,
        in scope: ScopeRow,
        at index: Int
    ) -> WebhookRow {
        let row = WebhookRow(record, number: number, in: scope)
        scope.insert(row, at: index)
        numbered[number] = row
        lastNumber = max(lastNumber, number)
        return row
    }

    /// Higher than any number that counting up from one reaches.
    static let highestNumber = Int.max / 2

    /// Takes over the highest number that was ever used.
    mutating func load(lastNumber number: Int) {
        lastNumber = max(lastNumber, number)
    }

    /// Forgets a webhook that its scope no longer lists; kept until no delivery points at it.
    mutating func remove(_ row: WebhookRow) {
        numbered[row.number] = nil
        row.isRemoved = true
        if row.references > 0 { removed[ObjectIdentifier(row)] = row }
    }

    /// Notes that a delivery no longer points at a webhook.
    mutating func release(_ row: WebhookRow) {
        row.references -= 1
        if row.isRemoved, row.references == 0 { removed[ObjectIdentifier(row)] = nil }
    }

    /// The webhooks that are set aside, as people are told of them, by their numbers.
    var faults: [StoreFault] {
        numbered.values.filter(\.isSetAside).sorted { $0.number < $1.number }.map { row in
            StoreFault(
                table: "webhooks",
                row: row.record.id.string,
                problem: row.unread?.problem ?? ""
            )
        }
    }
}
