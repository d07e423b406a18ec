import WebhookKit
import WebhookKitSQL

extension Decoding {
    /// A webhook's record.
    ///
    /// - Parameter health: nil where an earlier version wrote the row, with the health in the record; see
    ///   ``Schema3``.
    static func record(
        _ bytes: [UInt8],
        health: [UInt8]?,
        of id: String,
        in scope: (Scope) -> Bool,
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> WebhookRecord {
        guard let health else {
            let record = try json(WebhookRecord.self, bytes, at: place())
            return try checked(record, of: id, in: scope, at: place())
        }
        return try record(bytes, health: health, of: id, in: scope, at: place())
    }
}
