import WebhookKit
import WebhookKitSQL

/// A lease's row; `{*lease}` in a statement.
enum LeaseColumn: Int32, ColumnList {
    case id, number, owner, epoch, generation, ends

    static var last: LeaseColumn { .ends }

    var sql: String {
        switch self {
        case .id: "id"
        case .number: "number"
        case .owner: "owner"
        case .epoch: "epoch"
        case .generation: "generation"
        case .ends: "ends"
        }
    }
}

extension Row<LeaseColumn> {
    func lease(at place: @autoclosure () -> RowPlace) throws(StoreError) -> Lease {
        Lease(
            deliveryID: try Decoding.id(text(.id), at: place()),
            owner: try Decoding.id(text(.owner), at: place()),
            epoch: Int(clamping: int(.epoch)),
            generation: Int(clamping: int(.generation))
        )
    }
}
