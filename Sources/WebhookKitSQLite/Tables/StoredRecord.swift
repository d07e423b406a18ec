import WebhookKit
import WebhookKitSQL

extension Decoding {
    /// A webhook's record, which must be that of the row's webhook; its pace and its counter stand
    /// elsewhere.
    ///
    /// - Parameter health: nil where an earlier version wrote the row, with the health in the record.
    static func record(
        _ bytes: [UInt8],
        health: [UInt8]?,
        of id: String,
        in scope: (Scope) -> Bool,
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> WebhookRecord {
        let record: WebhookRecord
        if let health {
            record = WebhookRecord(
                restoring: try json(WebhookRecord.Configuration.self, bytes, at: place()),
                health: try json(WebhookHealth.self, health, at: place())
            )
        } else {
            record = try json(WebhookRecord.self, bytes, at: place())
        }
        guard record.id.string == id, scope(record.webhook.scope) else {
            throw .unreadable(place(), "the record is of another webhook")
        }
        return record
    }
}
