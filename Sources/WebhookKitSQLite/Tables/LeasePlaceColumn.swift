import WebhookKitSQL

/// Where a lease stands, before what it is; `{*lease}` in a statement.
enum LeasePlaceColumn: Int32, ColumnList {
    /// The number of the delivery.
    case number
    /// Steady time, or a ``HolderEnd``.
    case ends

    static var last: LeasePlaceColumn { .ends }

    var sql: String {
        switch self {
        case .number: "number"
        case .ends: "ends"
        }
    }
}
