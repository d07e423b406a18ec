/// Work of all tenants that waits for its time, shared by all processes on a store (B-8).
///
/// An entry says when it is due and which row it points to; what is to be done stands in that row,
/// which is the chapter's. Entries are rows of one scope that belongs to no tenant, and their keys
/// begin with the time they are due: the first page is what comes first, however much waits behind it.
///
/// A claim moves an entry to where its lease ends. So whoever dies loses nothing, since the entry is
/// due again by itself; leased entries are not in the way of others; and a ticket is its own fence:
/// an entry that was claimed anew stands elsewhere. Where the row is gone, since its organization was
/// deleted, the entry is dropped.
///
/// Due times and leases are wall time, by the clock of whoever claims: one that is ahead by more than a
/// lease does work twice, which is at least once still.
package struct RowQueue: Sendable {
    /// The most entries of a claim: each takes its old place, its new one and its row.
    package static let mostAtOnce = RowSet.mostRows / 3

    /// Where entries stand, whichever tenant they are for.
    static let home = Scope(organization: .ofTheKit)

    /// How often a claim looks again when others have taken what it wanted.
    private static let patience = 16

    private let table: RowTable<Entry>
    private let store: any RowStore
    private let clock: any WebhookClock
    private let random: any RandomSource

    /// Names a queue of a store.
    ///
    /// - Parameter name: the name of its table, as in ``RowID``.
    package init(
        _ name: String,
        in store: any RowStore,
        clock: any WebhookClock,
        random: any RandomSource
    ) {
        table = RowTable(name, in: store)
        self.store = store
        self.clock = clock
        self.random = random
    }

    /// Entries that were claimed, and what is behind them.
    package struct Claim: Sendable {
        /// What was due first, leased to the caller.
        package var entries: [Claimed] = []
        /// Entries whose row was gone, and are gone with it.
        package var dropped = 0
        /// Keys of entries that could not be read, and are removed.
        package var unreadable: [String] = []
        /// The time until there is more to claim; nil when nothing waits.
        package var nextDue: Duration?
    }

    /// An entry that the caller holds until its lease ends.
    package struct Claimed: Sendable {
        /// Where it stands while it is held.
        package let ticket: RowQueueTicket
        /// The row it points to.
        package let target: RowID
        /// What stood in that row.
        package let value: [UInt8]
        /// How often it was claimed, this time included.
        package let attempts: Int
        /// How long it had been due.
        package let lag: Duration
    }

    // MARK: Claiming

    /// Leases what is due, the earliest first.
    ///
    /// Several workers at once take different entries: who comes too late looks further.
    ///
    /// - Parameters:
    ///   - limit: the most entries, up to ``mostAtOnce``.
    ///   - lease: for how long they are the caller's; longer than the work takes.
    package func claim(limit: Int, lease: Duration) async throws -> Claim {
        let limit = min(limit, Self.mostAtOnce)
        guard limit > 0 else { return Claim() }
        for attempt in 0..<Self.patience {
            let now = clock.now
            // A worker that lost a race looks at more, and begins where chance says.
            let head = try await store.rows(
                try RowQuery(
                    table: table.name,
                    scope: Self.home,
                    limit: limit * min(attempt + 1, 4) + 1
                )
            )
            let due = head.prefix { RowQueueTicket(key: $0.id.key.string)?.isDue(at: now) ?? true }
            guard let first = due.first else {
                return Claim(nextDue: Self.wait(for: head.first, at: now))
            }
            let surplus = max(0, due.count - limit)
            let start = attempt == 0 ? 0 : Int(random.next() % UInt64(surplus + 1))
            let wanted = due.dropFirst(start).prefix(limit)
            var claim = try await take(Array(wanted), at: now, for: max(lease, .milliseconds(1)))
            guard !claim.entries.isEmpty || claim.dropped > 0 || !claim.unreadable.isEmpty else {
                continue
            }
            claim.nextDue =
                start > 0
                ? Self.wait(for: first, at: now)
                : Self.wait(for: head.dropFirst(wanted.count).first, at: now)
            return claim
        }
        // Others are quicker, again and again: they do the work.
        return Claim(nextDue: .milliseconds(10 + Int64(random.next() % 40)))
    }

    private static func wait(for row: StoredRow?, at now: Timestamp) -> Duration? {
        guard let row else { return nil }
        guard let ticket = RowQueueTicket(key: row.id.key.string) else { return .zero }
        return max(.zero, now.duration(to: ticket.due))
    }

    private func take(
        _ rows: [StoredRow],
        at now: Timestamp,
        for lease: Duration
    ) async throws -> Claim {
        let places = try rows.map { try Place($0, in: table, movedTo: now.advanced(by: lease)) }
        return try await store.change(places.flatMap(\.ids)) { rows in
            var claim = Claim()
            for place in places {
                // Taken by somebody else meanwhile.
                guard try rows.value(of: place.old) != nil else { continue }
                try rows.remove(place.old)
                guard var entry = place.entry, let target = place.target, let ticket = place.moved
                else {
                    claim.unreadable.append(place.old.key.string)
                    continue
                }
                guard let value = try rows.value(of: target) else {
                    claim.dropped += 1
                    continue
                }
                entry.attempts += 1
                try table.set(entry, for: table.id(ticket.key, of: Self.home), in: &rows)
                claim.entries.append(
                    Claimed(
                        ticket: ticket,
                        target: target,
                        value: value,
                        attempts: entry.attempts,
                        lag: place.due.duration(to: now)
                    )
                )
            }
            return claim
        }
    }

    // MARK: Parts of a chapter's step

    /// Makes a place for a new entry; to be used once.
    package func ticket(due: Timestamp) -> RowQueueTicket {
        RowQueueTicket(due: due, number: random.next())
    }

    /// The name of the row that a place is, for the step that is to touch it.
    package func row(of ticket: RowQueueTicket) throws(StoreError) -> RowID {
        try table.id(ticket.key, of: Self.home)
    }

    /// Adds an entry; the step names the row of its ticket.
    package func add(
        _ ticket: RowQueueTicket,
        for target: RowID,
        in rows: inout RowSet
    ) throws(StoreError) {
        try table.set(Entry(target), for: row(of: ticket), in: &rows)
    }

    /// Whether what was claimed is the caller's still: if not, the step must change nothing.
    package func holds(_ claimed: Claimed, in rows: RowSet) throws(StoreError) -> Bool {
        try rows.value(of: row(of: claimed.ticket)) != nil
    }

    /// Removes an entry whose work is done.
    package func finish(_ claimed: Claimed, in rows: inout RowSet) throws(StoreError) {
        try rows.remove(row(of: claimed.ticket))
    }

    /// Moves an entry to a later time; the step names the rows of both tickets.
    ///
    /// - Parameters:
    ///   - claimed: what is held.
    ///   - ticket: where it goes, from ``ticket(due:)``.
    ///   - attempts: how often it counts as claimed from now on.
    package func move(
        _ claimed: Claimed,
        to ticket: RowQueueTicket,
        attempts: Int,
        in rows: inout RowSet
    ) throws(StoreError) {
        try rows.remove(row(of: claimed.ticket))
        var entry = Entry(claimed.target)
        entry.attempts = max(0, attempts)
        try table.set(entry, for: row(of: ticket), in: &rows)
    }
}

/// A place in a queue: when an entry is due, and a number that tells it from others.
package struct RowQueueTicket: Sendable, Hashable {
    /// When the entry is due.
    package let due: Timestamp
    private let number: UInt64

    /// The last instant that a key has digits for, in the year 33658; what is later is due then.
    private static let latest: Int64 = 999_999_999_999_999

    fileprivate init(due: Timestamp, number: UInt64) {
        let milliseconds = min(max(0, due.millisecondsSinceEpoch), Self.latest)
        self.due = Timestamp(millisecondsSinceEpoch: milliseconds)
        self.number = number
    }

    /// Reads a key; nil for one that no queue has written.
    fileprivate init?(key: String) {
        let parts = key.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let due = Int64(parts[0]), let number = UInt64(parts[1], radix: 16)
        else { return nil }
        self.init(due: Timestamp(millisecondsSinceEpoch: due), number: number)
        guard self.key == key else { return nil }
    }

    /// The same entry at another time.
    fileprivate func moved(to due: Timestamp) -> RowQueueTicket {
        // A lease always ends later than the entry was due, so that no place comes twice.
        let next = Timestamp(millisecondsSinceEpoch: self.due.millisecondsSinceEpoch + 1)
        return RowQueueTicket(due: max(due, next), number: number)
    }

    /// Names the entry while claims move it; a ticket of ``RowQueue/ticket(due:)`` has another one.
    package var id: String {
        let hex = String(number, radix: 16)
        return String(repeating: "0", count: 16 - hex.utf8.count) + hex
    }

    /// What the entry's row is called; in the order of due times.
    var key: String {
        let digits = String(due.millisecondsSinceEpoch)
        return String(repeating: "0", count: 15 - digits.utf8.count) + digits + "-" + id
    }

    fileprivate func isDue(at now: Timestamp) -> Bool { due <= now }
}

extension RowQueue {
    /// What an entry's row holds.
    fileprivate struct Entry: Codable, Sendable {
        let table: String
        let scope: Scope
        let key: ExactText
        var attempts = 0

        init(_ target: RowID) {
            table = target.table
            scope = target.scope
            key = target.key
        }
    }

    /// An entry that is about to be claimed, and the rows that the step must name for it.
    fileprivate struct Place: Sendable {
        let old: RowID
        let entry: Entry?
        let target: RowID?
        let moved: RowQueueTicket?
        let due: Timestamp
        let ids: [RowID]

        init(
            _ row: StoredRow,
            in table: RowTable<Entry>,
            movedTo end: Timestamp
        ) throws(StoreError) {
            old = row.id
            let ticket = RowQueueTicket(key: row.id.key.string)
            due = ticket?.due ?? end
            entry = table.readable(row)
            target = entry.flatMap {
                try? RowID(table: $0.table, scope: $0.scope, key: $0.key.string)
            }
            moved = ticket?.moved(to: end)
            var ids = [row.id]
            if let moved { ids.append(try table.id(moved.key, of: RowQueue.home)) }
            if let target { ids.append(target) }
            self.ids = ids
        }
    }
}
