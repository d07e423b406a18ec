import WebhookKit

/// A tenant with its webhooks, as they were when they were last read.
final class ScopeEntry {
    let number: Int64
    let scope: Scope
    /// Raised whenever one of its webhooks changes.
    var version: Int64
    /// Sorted by id; nil until they are needed.
    var webhooks: [WebhookEntry]?
    /// The book's reading in which it was last known to be right.
    var reading: Int

    init(number: Int64, scope: Scope, version: Int64, reading: Int) {
        self.number = number
        self.scope = scope
        self.version = version
        self.reading = reading
    }
}

/// A webhook, as it was when it was last read.
final class WebhookEntry {
    let number: Int64
    let scope: ScopeEntry
    var version: Int64
    /// Its pace and its counter stand in its ``Queue``, and are meaningless here.
    var record: WebhookRecord
    /// The book's reading in which it was last known to be right.
    var reading: Int
    /// Whether it has to be written: its health at least.
    var isDirty = false
    /// Whether its configuration has to be written too.
    var hasNewConfiguration = false

    init(
        number: Int64,
        scope: ScopeEntry,
        version: Int64,
        record: WebhookRecord,
        reading: Int
    ) {
        self.number = number
        self.scope = scope
        self.version = version
        self.record = record
        self.reading = reading
    }
}

/// The webhooks that this process has read, kept over transactions: reading one again takes a tenth
/// of a millisecond.
///
/// They are right for as long as the store's catalog number is the one that was read with them;
/// after that, each is compared by its version before it is used.
struct WebhookBook {
    private(set) var scopes: [Scope: ScopeEntry] = [:]
    private(set) var scopesByNumber: [Int64: ScopeEntry] = [:]
    private(set) var webhooks: [Int64: WebhookEntry] = [:]
    /// Which catalog the entries of the present reading come from.
    private var catalog: Int64 = -1
    /// Entries of an earlier reading have to be compared.
    private(set) var reading = 0

    /// More webhooks than this are not kept from one transaction to the next.
    private static let limit = 10_000

    /// Says which catalog the store has now.
    mutating func adopt(catalog: Int64) {
        if self.catalog != catalog { reading += 1 }
        self.catalog = catalog
    }

    /// Says that this process itself has changed the catalog, and the entries with it.
    mutating func note(catalog: Int64) {
        self.catalog = catalog
    }

    mutating func insert(_ entry: ScopeEntry) {
        scopes[entry.scope] = entry
        scopesByNumber[entry.number] = entry
    }

    mutating func insert(_ entry: WebhookEntry) {
        webhooks[entry.number] = entry
    }

    mutating func remove(_ entry: ScopeEntry) {
        scopes[entry.scope] = nil
        scopesByNumber[entry.number] = nil
        for webhook in entry.webhooks ?? [] { webhooks[webhook.number] = nil }
    }

    mutating func remove(_ entry: WebhookEntry) {
        webhooks[entry.number] = nil
        entry.scope.webhooks?.removeAll { $0 === entry }
    }

    /// Forgets everything, when there is too much of it.
    mutating func trim() {
        if webhooks.count > Self.limit { self = WebhookBook() }
    }
}
