import WebhookKit
import WebhookKitSQL

/// Scopes, webhooks and queues, read when they are needed.
extension StoreCore {
    /// The scope with this name; nil when it has neither webhooks nor events.
    func scope(_ scope: Scope) throws(StoreError) -> ScopeEntry? {
        if let entry = book.scopes[scope] {
            if entry.reading == book.reading { return entry }
            if try isStill(entry) { return book.scopes[scope] }
        }
        guard let found = try scopeTable.find(scope) else { return nil }
        let entry = ScopeEntry(
            number: found.number,
            scope: scope,
            version: found.version,
            reading: book.reading
        )
        book.insert(entry)
        return entry
    }

    /// Whether a scope that was read earlier is still there; what is outdated in it is forgotten.
    private func isStill(_ entry: ScopeEntry) throws(StoreError) -> Bool {
        guard let version = try scopeTable.version(of: entry.number) else {
            book.remove(entry)
            return false
        }
        entry.reading = book.reading
        if version != entry.version {
            entry.version = version
            entry.webhooks = nil
        } else {
            for webhook in entry.webhooks ?? [] { webhook.reading = book.reading }
        }
        return true
    }

    /// The scope with this number.
    func scope(number: Int64) throws(StoreError) -> ScopeEntry? {
        if let entry = book.scopesByNumber[number] {
            if entry.reading == book.reading { return entry }
            if try isStill(entry) { return entry }
            return nil
        }
        guard let scope = try scopeTable.name(of: number) else { return nil }
        return try self.scope(scope)
    }

    /// The scope with this name, made if need be.
    func makeScope(_ scope: Scope) throws(StoreError) -> ScopeEntry {
        if let entry = try self.scope(scope) { return entry }
        let number = counters.nextID()
        try scopeTable.insert(scope, as: number)
        let entry = ScopeEntry(number: number, scope: scope, version: 0, reading: book.reading)
        entry.webhooks = []
        book.insert(entry)
        return entry
    }

    /// All webhooks of a scope that can be read, sorted by id.
    func webhooks(of scope: ScopeEntry) throws(StoreError) -> [WebhookEntry] {
        if let webhooks = scope.webhooks { return webhooks }
        let found = try webhookTable.all(of: scope.number)
        var entries: [WebhookEntry] = []
        for (number, version) in found {
            if let entry = book.webhooks[number], entry.version == version {
                entry.reading = book.reading
                entries.append(entry)
            } else if let entry = try readable({ () throws(StoreError) in try load(number) }) {
                entries.append(entry)
            }
        }
        scope.webhooks = entries
        return entries
    }

    /// The webhook with this id in a scope.
    func webhook(_ id: Webhook.ID, in scope: ScopeEntry) throws(StoreError) -> WebhookEntry? {
        if let webhook = scope.webhooks?.first(where: { $0.record.id == id }) { return webhook }
        // One that is missing in the list may be one that cannot be read.
        guard let number = try webhookNumber(id, in: scope) else { return nil }
        return try webhook(number)
    }

    /// The number of the webhook with this id, also of one that cannot be read.
    func webhookNumber(_ id: Webhook.ID, in scope: ScopeEntry) throws(StoreError) -> Int64? {
        try webhookTable.number(of: id, in: scope.number)
    }

    /// The webhook with this number; nil when it was removed.
    func webhook(_ number: Int64) throws(StoreError) -> WebhookEntry? {
        if let entry = book.webhooks[number] {
            if entry.reading == book.reading { return entry }
            if try webhookTable.version(of: number) == entry.version {
                entry.reading = book.reading
                return entry
            }
        }
        return try load(number)
    }

    private func load(_ number: Int64) throws(StoreError) -> WebhookEntry? {
        guard let found = try webhookTable.find(number),
            let scope = try scope(number: found.scope)
        else { return nil }
        let record = try Decoding.record(
            found.record,
            health: found.health,
            of: found.id,
            in: { $0 == scope.scope },
            at: place("webhooks", number, found.id)
        )
        let entry = WebhookEntry(
            number: number,
            scope: scope,
            version: found.version,
            record: record,
            reading: book.reading
        )
        // A row of an earlier version is written whole when it changes; see `Schema3`.
        entry.hasNewConfiguration = found.health == nil
        book.insert(entry)
        return entry
    }

    /// Writes a webhook.
    func write(_ entry: WebhookEntry) throws(StoreError) {
        entry.version += 1
        entry.isDirty = false
        try webhookTable.update(entry)
        entry.hasNewConfiguration = false
        try noteChange(of: entry.scope)
    }

    /// Tells other processes that a scope's webhooks are not what they were.
    func noteChange(of scope: ScopeEntry) throws(StoreError) {
        // The webhook may have been found without its scope: the version must be the present one.
        if scope.reading != book.reading { _ = try isStill(scope) }
        scope.version += 1
        counters.catalog += 1
        try scopeTable.update(scope)
    }

    // MARK: Queues

    /// A webhook's queue.
    func queue(_ webhook: Int64) throws(StoreError) -> Queue {
        if let queue = queues[webhook] {
            touch(queue)
            return queue
        }
        let queue = try queueTable.find(webhook)
        guard let queue else { throw .unreadable(place("queues", webhook), "the row is missing") }
        queues[webhook] = queue
        touch(queue)
        let counts = [queue.waiting, queue.manual, queue.leased, queue.skipped, queue.logged]
        if !counts.allSatisfy({ (0..<Self.mostCounted).contains($0) }) {
            try Comparison(core: self).recount(queue)
        }
        return queue
    }

    /// No count gets so far; sums of such numbers do not overflow.
    static var mostCounted: Int64 { 1 << 46 }

    /// Names a row, for errors.
    func place(_ table: String, _ number: Int64, _ name: String? = nil) -> RowPlace {
        connection.place(table, number, name)
    }
}

extension Connection {
    /// Names a row, for errors.
    func place(_ table: String, _ number: Int64, _ name: String? = nil) -> RowPlace {
        RowPlace(database: path, table: names.table(table), number: number, name: name)
    }
}
