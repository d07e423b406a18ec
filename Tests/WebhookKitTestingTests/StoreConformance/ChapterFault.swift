import WebhookKit
import WebhookKitTesting

/// One deliberate fault of a store's rows or events by position, and the one promise that it breaks.
struct ChapterFault: Sendable, CustomStringConvertible {
    let description: String
    let breaks: StorePromise
    let tamper: @Sendable (inout ChapterStore) -> Void

    init(
        _ description: String,
        breaks: StorePromise,
        _ tamper: @escaping @Sendable (inout ChapterStore) -> Void
    ) {
        self.description = description
        self.breaks = breaks
        self.tamper = tamper
    }

    static let all = rows + history

    private static let rows = [
        ChapterFault("values lose their blanks", breaks: .rowsComeBackAsWritten) {
            $0.rewrite = { $0.filter { $0 != UInt8(ascii: "\r") } }
        },
        ChapterFault("half a step stays", breaks: .rowsChangeTogether) { $0.keepsHalves = true },
        ChapterFault("keys are composed", breaks: .rowsGoByBytes) {
            $0.rename = { id in
                guard id.key == "cafe\u{301}" else { return id }
                return (try? RowID(table: id.table, scope: id.scope, key: "caf\u{E9}")) ?? id
            }
        },
        ChapterFault("tables are cut", breaks: .rowsBelongToTheirTableAndScope) {
            $0.rename = { id in
                guard id.table == "kit2" else { return id }
                return (try? RowID(table: "kit", scope: id.scope, key: id.key.string)) ?? id
            }
        },
        ChapterFault("prefixes are patterns", breaks: .rowsComeInPages) {
            $0.onRows = { store, query in
                guard query.prefix == "_" else { return store.rows(query) }
                let all = try RowQuery(table: query.table, scope: query.scope)
                return store.rows(all).filter { $0.id.key.string.unicodeScalars.count == 1 }
            }
        },
        ChapterFault("pages go by counts", breaks: .rowsInPagesAreSteady) {
            let counts = Locked(0)
            $0.onRows = { store, query in
                // Only where others come and go: elsewhere counts are as good as keys.
                guard query.limit == 7 else { return store.rows(query) }
                if query.after == nil { counts.withLock { $0 = 0 } }
                let all = try RowQuery(table: query.table, scope: query.scope, limit: 1000)
                let page = store.rows(all).dropFirst(counts.withLock { $0 }).prefix(7)
                counts.withLock { $0 += 7 }
                return Array(page)
            }
        },
        ChapterFault("what was not named passes", breaks: .rowsMustBeNamed) {
            $0.forgives = { $0.message.contains("not named") }
        },
        ChapterFault("what breaks the bounds passes", breaks: .rowsHaveBounds) {
            $0.forgives = { !$0.message.contains("not named") }
        },
        ChapterFault("rows stay", breaks: .rowsGoWithTheirOrganization) {
            $0.onRemove = { store, removal in
                guard case .organization(let organization) = removal else {
                    return store.remove(removal)
                }
                let scope = Scope(organization: organization, environment: .production)
                let rows = store.rows(try RowQuery(table: "kit", scope: scope))
                let count = store.remove(removal)
                _ = try await store.change(rows.map(\.id)) { set in
                    for row in rows { try set.set(row.value, for: row.id) }
                }
                return count
            }
        },
    ]

    private static let history = [
        ChapterFault("cursors are included", breaks: .historyGoesByPosition) {
            $0.onEvents = { store, query in
                var query = query
                if query.limit == 2, case .after(let position) = query.start {
                    query.start = .at(position)
                }
                return try store.events(query)
            }
        },
        ChapterFault("pages lose an event", breaks: .historyPagesAreSteady) {
            $0.onEvents = { store, query in
                var page = try store.events(query)
                // As a store does whose positions are visible out of their order.
                if query.limit == 3, query.types == nil, page.cursor.number > 100 {
                    page.cursor = Position(page.cursor.number + 1)
                }
                return page
            }
        },
        ChapterFault("types are left out last", breaks: .historyLeavesOtherTypesOut) {
            $0.onEvents = { store, query in
                var all = query
                all.types = nil
                var page = try store.events(all)
                page.events.removeAll { !(query.types?.contains($0.event.type) ?? true) }
                // Nothing on a page is taken for the end.
                page.isLast = page.isLast || page.events.isEmpty && query.limit == 3
                return page
            }
        },
        ChapterFault("times are seconds", breaks: .historyBeginsAtATime) {
            $0.onEvents = { store, query in
                var query = query
                if case .appended(let time) = query.start {
                    let seconds = time.millisecondsSinceEpoch / 1000
                    query.start = .appended(.init(millisecondsSinceEpoch: seconds * 1000))
                }
                return try store.events(query)
            }
        },
        ChapterFault("the oldest is of the page", breaks: .historyTellsTheOldest) {
            $0.onEvents = { store, query in
                var page = try store.events(query)
                if query.types != nil { page.oldest = page.events.first?.position }
                return page
            }
        },
        ChapterFault("a lower mark is ignored", breaks: .historyIsKeptWhileItIsOwed) {
            let marks = Locked<[Scope: Position]>([:])
            $0.onKeep = { store, scope, position in
                let isLower = marks.withLock { marks in
                    defer { marks[scope] = position }
                    guard let position, let mark = marks[scope] else { return false }
                    return position < mark
                }
                store.keepEvents(of: scope, from: isLower ? nil : position)
            }
        },
        ChapterFault("marks are for all", breaks: .historyIsKeptForItsScope) {
            $0.onKeep = { store, scope, position in
                store.keepEvents(of: scope, from: position)
                guard scope.organization.name == "kit", let other = try? Organization("other")
                else { return }
                store.keepEvents(of: Scope(organization: other), from: position)
            }
        },
        ChapterFault("what is owed is used up", breaks: .historyKeepsTheWindowOfWhatWasOwed) {
            let times = Locked(0)
            $0.onMaintain = { store, request in
                // At the first look after the mark was lifted nothing is known of the delivery.
                var request = request
                let count = times.withLock { times in
                    times += 1
                    return times
                }
                if count == 2 { request.recoveryWindow = .zero }
                return store.maintain(request)
            }
        },
    ]
}
