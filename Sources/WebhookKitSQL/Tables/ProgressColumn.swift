public import WebhookKit

/// How far a delivery has come, in its row.
@frozen
public enum ProgressColumn: Int32, ColumnList {
    /// Retry rounds that have failed, and quick retries of the present one.
    case failedRounds, quickRetries
    /// Attempts that have been made.
    case attempts
    /// Leases that ended without a result, and those whose holders were killed with others too.
    case expiredLeases, lostLeases
    /// Wall time of the first attempt in milliseconds, or NULL.
    case firstAttemptAt

    /// The last one.
    @inlinable public static var last: ProgressColumn { .firstAttemptAt }

    /// What it is called in a statement.
    public var sql: String {
        switch self {
        case .failedRounds: "d.failed_rounds"
        case .quickRetries: "d.quick_retries"
        case .attempts: "d.attempts"
        case .expiredLeases: "d.expired_leases"
        case .lostLeases: "d.lost_leases"
        case .firstAttemptAt: "d.first_attempt_at"
        }
    }
}

extension Row where Column == ProgressColumn {
    /// How far the delivery has come.
    @inlinable
    public func progress(
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> Delivery.Progress {
        let isSound =
            isCount(.failedRounds) && isCount(.quickRetries) && isCount(.attempts)
            && isCount(.expiredLeases) && isCount(.lostLeases)
        guard isSound else { throw .unreadable(place(), "a count is out of bounds") }
        var progress = Delivery.Progress()
        progress.failedRounds = Int(clamping: int(.failedRounds))
        progress.quickRetries = Int(clamping: int(.quickRetries))
        progress.attempts = Int(clamping: int(.attempts))
        progress.expiredLeases = Int(clamping: int(.expiredLeases))
        progress.lostLeases = Int(clamping: int(.lostLeases))
        progress.firstAttemptAt = optionalTime(.firstAttemptAt)
        return progress
    }
}

extension Row {
    /// Whether pure steps may add to it.
    @inlinable
    public func isCount(_ column: Column) -> Bool { (0..<1 << 30).contains(int(column)) }
}
