/// The notices of an in-memory store: each is known once, leased, and forgotten when acknowledged.
struct NoticeBook {
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
    mutating func add(_ notice: Notice) {
        guard known[notice.scope.organization, default: []].insert(notice.id).inserted else {
            return
        }
        lastNumber += 1
        rows[notice.id] = Row(notice: notice, number: lastNumber)
        waiting.push(Ticket(number: lastNumber, id: notice.id))
    }

    /// Forgets what is acknowledged and leases more; see ``WebhookStore/notices(_:)``.
    mutating func handOut(_ request: NoticeRequest, at uptime: Duration) -> [Notice] {
        for id in request.acknowledging { rows[id] = nil }
        while let entry = leases.first, entry.time <= uptime {
            leases.pop()
            guard let row = rows[entry.value], row.lease == entry.stamp else { continue }
            rows[entry.value]?.lease = 0
            waiting.push(Ticket(number: row.number, id: entry.value))
        }
        let time = MemoryTime(now: Timestamp(millisecondsSinceEpoch: 0), uptime: uptime)
        var notices: [Notice] = []
        while notices.count < request.limit, let ticket = waiting.pop() {
            guard let notice = rows[ticket.id]?.notice else { continue }
            lastNumber += 1
            rows[ticket.id]?.lease = lastNumber
            let end = time.uptime(after: request.lease)
            leases.push(Timed(time: end, stamp: lastNumber, value: ticket.id))
            notices.append(notice)
        }
        return notices
    }

    /// Forgets all about an organization.
    mutating func remove(_ organization: Organization) {
        known[organization] = nil
        rows = rows.filter { $0.value.notice.scope.organization != organization }
    }
}
