/// All rows of a store, each table of each scope in the order of its keys.
package struct RowBook: Sendable {
    /// A table of a scope.
    fileprivate struct Place: Sendable, Hashable, Comparable {
        let table: String
        let scope: Scope

        static func < (lhs: Place, rhs: Place) -> Bool {
            (lhs.scope, lhs.table) < (rhs.scope, rhs.table)
        }
    }

    private struct Entry: Sendable {
        let key: ExactText
        var value: [UInt8]

        func row(of place: Place) -> StoredRow {
            StoredRow(id: RowID(checked: place.table, place.scope, key), value: value)
        }
    }

    /// Sorted lists: keys mostly rise with time, and a search takes no more than a few looks.
    private var tables: [Place: [Entry]] = [:]
    /// The tables that have rows, in order, so that a snapshot finds where it was.
    private var places: [Place] = []

    /// How many rows there are.
    package private(set) var count = 0

    package init() {}

    /// A row's value; nil when there is none. Setting nil removes it.
    package subscript(id: RowID) -> [UInt8]? {
        get {
            let (index, isThere) = find(id)
            return isThere ? tables[id.place]?[index].value : nil
        }
        set {
            let (index, isThere) = find(id)
            let place = id.place
            switch (newValue, isThere) {
            case (let value?, true): tables[place]?[index].value = value
            case (let value?, false):
                if tables[place] == nil { places.insert(place, at: self.index(of: place)) }
                tables[place, default: []].insert(Entry(key: id.key, value: value), at: index)
                count += 1
            case (nil, true):
                tables[place]?.remove(at: index)
                count -= 1
                guard tables[place]?.isEmpty == true else { return }
                tables[place] = nil
                places.remove(at: self.index(of: place))
            case (nil, false): break
            }
        }
    }

    /// Lets a rule change rows; gives what it returns, and what it has changed.
    mutating func change<Value>(
        _ ids: [RowID],
        by rule: (inout RowSet) throws -> Value
    ) throws(StoreError) -> (value: Value, changes: [RowChange]) {
        try RowSet.check(ids)
        var stored: [RowID: [UInt8]] = [:]
        for id in ids { stored[id] = self[id] }
        var set = try RowSet(ids, stored: stored)
        let value = try set.apply(rule)
        for change in set.changes { self[change.id] = change.value }
        return (value, set.changes)
    }

    /// Where a row is, or where it would go.
    private func find(_ id: RowID) -> (index: Int, isThere: Bool) {
        guard let entries = tables[id.place] else { return (0, false) }
        let index = Self.index(of: id.key, in: entries)
        return (index, index < entries.count && entries[index].key == id.key)
    }

    /// Reads rows; see ``RowStore/rows(_:)``.
    package func rows(_ query: RowQuery) -> [StoredRow] {
        let place = Place(table: query.table, scope: query.scope)
        guard let entries = tables[place] else { return [] }
        var index = Self.index(of: ExactText(query.prefix), in: entries)
        if let after = query.after { index = max(index, Self.index(behind: after, in: entries)) }
        let end = query.end.map { Self.index(of: $0, in: entries) } ?? entries.count
        guard index < end else { return [] }
        return entries[index..<end].prefix(query.limit).map { $0.row(of: place) }
    }

    private func rows(of place: Place, after key: ExactText?, limit: Int) -> [StoredRow] {
        guard let entries = tables[place] else { return [] }
        let index = key.map { Self.index(behind: $0, in: entries) } ?? 0
        return entries[index...].prefix(limit).map { $0.row(of: place) }
    }

    /// Removes the rows of all scopes of an organization.
    mutating func remove(_ organization: Organization) {
        for (place, entries) in tables where place.scope.organization == organization {
            count -= entries.count
            tables[place] = nil
        }
        places.removeAll { $0.scope.organization == organization }
    }

    /// The index of the first table that is not before this one.
    private func index(of place: Place) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The index of the first key behind this one.
    private static func index(behind key: ExactText, in entries: [Entry]) -> Int {
        let index = index(of: key, in: entries)
        return index < entries.count && entries[index].key == key ? index + 1 : index
    }

    /// The index of the first key that is not before this one.
    private static func index(of key: ExactText, in entries: [Entry]) -> Int {
        // Most new keys are the last ones.
        if let last = entries.last, last.key < key { return entries.count }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension RowID {
    fileprivate var place: RowBook.Place { RowBook.Place(table: table, scope: scope) }
}

extension RowBook {
    /// Rows of all tables behind this one, in an order that stays; for snapshots.
    package func rows(after id: RowID?, limit: Int) -> [StoredRow] {
        var found: [StoredRow] = []
        for place in places[(id.map { index(of: $0.place) } ?? 0)...] {
            let after = id?.place == place ? id?.key : nil
            found += rows(of: place, after: after, limit: limit - found.count)
            if found.count >= limit { break }
        }
        return found
    }
}
