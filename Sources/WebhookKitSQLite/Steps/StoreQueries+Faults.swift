import WebhookKit
import WebhookKitSQL

/// Which of the rows that were met and could not be read are like that still.
extension StoreQueries {
    /// Those, and what hosts have left in the outbox that is no event; a hundred at most.
    func standingFaults() throws(StoreError) -> [StoreFault] {
        var standing: [StoreFault] = []
        for fault in faults.standing {
            if try stands(fault) {
                standing.append(fault.told)
            } else {
                faults.forget(fault.place)
            }
        }
        let table = connection.names.table("outbox")
        standing += try connection.all(
            "SELECT number, problem FROM {outbox} WHERE problem IS NOT NULL LIMIT 100"
        ) { StoreFault(table: table, row: String($0.int(0)), problem: $0.text(1)) }
        return Array(standing.prefix(100))
    }

    /// Reads the row again.
    private func stands(_ fault: RowFault) throws(StoreError) -> Bool {
        let (place, number) = (fault.place, fault.place.number)
        let names = connection.names
        do throws(StoreError) {
            switch place.table {
            case names.table("webhooks"):
                _ = try connection.first(
                    """
                    SELECT w.record, w.id, s.organization, s.environment, w.health
                    FROM {webhooks} w JOIN {scopes} s ON s.number = w.scope WHERE w.number = ?1
                    """,
                    number
                ) { row throws(StoreError) in
                    try Decoding.record(
                        row.bytes(0),
                        health: row.isNull(4) ? nil : row.bytes(4),
                        of: row.text(1),
                        in: {
                            $0.organization.name == row.text(2)
                                && $0.environment.name == row.text(3)
                        },
                        at: place
                    )
                }
            case names.table("queues"):
                let isMissing = try connection.first(
                    """
                    SELECT 1 FROM {webhooks} WHERE number = ?1
                        AND NOT EXISTS (SELECT 1 FROM {queues} WHERE webhook = ?1)
                    """,
                    number
                ) { _ in true }
                return isMissing ?? false
            case names.table("scopes"):
                _ = try connection.first(
                    "SELECT organization, environment FROM {scopes} WHERE number = ?1",
                    number
                ) { row throws(StoreError) in
                    guard !row.isNull(0) else { return }
                    _ = try Decoding.scope(row.text(0), row.text(1), at: place)
                }
            case names.table("deliveries"):
                _ = try connection.first(
                    """
                    SELECT {*delivery}
                    FROM {deliveries} d JOIN {events} e ON e.position = d.number / 65536
                    WHERE d.number = ?1
                    """,
                    number
                ) { row throws(StoreError) in try Row<DeliveryColumn>(row).record { _ in place } }
            case names.table("events"):
                _ = try connection.first(
                    "SELECT {*event} FROM {events} e WHERE e.position = ?1",
                    number
                ) { row throws(StoreError) in
                    try Row<EventUseColumn>(row).head(at: place)
                        .stored(body: [], scope: .default, at: place)
                }
            case names.table("bodies"):
                let isThere = try connection.first(
                    "SELECT 1 FROM {bodies} WHERE position = ?1",
                    number
                ) { _ in true }
                return isThere == nil
            case names.table("notices"):
                _ = try connection.first(
                    "SELECT content FROM {notices} WHERE number = ?1 AND content IS NOT NULL",
                    number
                ) { row throws(StoreError) in
                    try Decoding.json(Notice.self, row.bytes(0), at: place)
                }
            default:
                return try isThere(place, number)
            }
            return false
        } catch {
            guard error.rowFault != nil else { throw error }
            return true
        }
    }

    /// Whether a row of a log is there still: those go with time.
    private func isThere(_ place: RowPlace, _ number: Int64) throws(StoreError) -> Bool {
        try connection.first(
            """
            SELECT EXISTS (SELECT 1 FROM {attempts} WHERE number = ?1)
                OR EXISTS (SELECT 1 FROM {log} WHERE number = ?1)
            """,
            number
        ) { $0.int(0) != 0 } ?? false
    }
}
