/// The notices of a store: each is known once, leased, and forgotten when acknowledged.
package struct NoticeBook {
    private struct Row {
        let notice: Notice
        let number: UInt64
        /// Names its lease; 0 when it has none.
        var lease: UInt64 = 0
    }

    /// A notice in the order of its arrival.
    private struct Ticket: Comparable {
        let number: UInt64
        let id: Notice.ID

        static func < (lhs: Ticket, rhs: Ticket) -> Bool { lhs.number < rhs.number }
    }

    private var rows: [Notice.ID: Row] = [:]
    private var waiting = Heap<Ticket>()
    private var leases = Heap<Timed<Notice.ID>>()
    /// Every id ever stored, so that none is told again after it was acknowledged.
    private var known: [Organization: Set<Notice.ID>] = [:]
    private var lastNumber: UInt64 = 0

    /// Stores a notice unless its id is known.
    ///
    /// - Returns: whether it was new.
    mutating func add(_ notice: Notice) -> Bool {
        guard known[notice.scope.organization, default: []].insert(notice.id).inserted else {
            return false
        }
        lastNumber += 1
        rows[notice.id] = Row(notice: notice, number: lastNumber)
        waiting.push(Ticket(number: lastNumber, id: notice.id))
        return true
    }

    /// Notes that ids were stored before, so that they are not stored again.
    mutating func note(_ ids: [Notice.ID], of organization: Organization) {
        known[organization, default: []].formUnion(ids)
    }

    /// Forgets notices that were handed out.
    ///
    /// - Returns: those that were there.
    mutating func forget(_ ids: [Notice.ID]) -> [Notice.ID] {
        ids.filter { rows.removeValue(forKey: $0) != nil }
    }

    /// Leases notices, the oldest first; see ``WebhookStore/notices(_:)``.
    mutating func handOut(_ request: NoticeRequest, at uptime: Uptime) -> [Notice] {
        while let entry = leases.first, entry.time <= uptime {
            leases.pop()
            guard let row = rows[entry.value], row.lease == entry.stamp else { continue }
            rows[entry.value]?.lease = 0
            waiting.push(Ticket(number: row.number, id: entry.value))
        }
        var notices: [Notice] = []
        while notices.count < request.limit, let ticket = waiting.pop() {
            // Its organization may have been removed and have the same notice anew.
            guard let row = rows[ticket.id], row.number == ticket.number else { continue }
            lastNumber += 1
            rows[ticket.id]?.lease = lastNumber
            let end = uptime.advanced(by: max(request.lease, .zero))
            leases.push(Timed(time: end, stamp: lastNumber, value: ticket.id))
            notices.append(row.notice)
        }
        return notices
    }

    /// The notices that are not acknowledged, oldest first.
    package var pending: [Notice] {
        rows.values.sorted { $0.number < $1.number }.map(\.notice)
    }

    /// Every id ever stored, by organization.
    package var knownIDs: [Organization: Set<Notice.ID>] { known }

    /// Forgets all about an organization.
    mutating func remove(_ organization: Organization) {
        known[organization] = nil
        rows = rows.filter { $0.value.notice.scope.organization != organization }
    }
}
