public import WebhookKit

/// What a lease's row says of the lease itself.
@frozen
public enum LeaseColumn: Int32, ColumnList {
    /// The id of the delivery that is leased.
    case id
    /// Who has it.
    case owner
    /// What a result must be of, or it comes too late.
    case epoch, generation

    /// The last one.
    @inlinable public static var last: LeaseColumn { .generation }

    /// What it is called in a statement.
    public var sql: String {
        switch self {
        case .id: "id"
        case .owner: "owner"
        case .epoch: "epoch"
        case .generation: "generation"
        }
    }
}

extension Row where Column == LeaseColumn {
    /// The lease.
    @inlinable
    public func lease(at place: @autoclosure () -> RowPlace) throws(StoreError) -> Lease {
        Lease(
            deliveryID: try Decoding.id(text(.id), at: place()),
            owner: try Decoding.id(text(.owner), at: place()),
            epoch: Int(clamping: int(.epoch)),
            generation: Int(clamping: int(.generation))
        )
    }
}
