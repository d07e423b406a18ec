/// What a promise needs to be checked; where it is missing the promise is skipped, with the reason.
public enum StoreNeed: String, CaseIterable, Sendable, Hashable {
    // MARK: Of the store

    /// That it is a `RowStore`, which keeps what the chapters beside sending are written over.
    case rows
    /// That it is an `EventHistory`, which reads events by their positions.
    case history
    /// That it is a `SharedWebhookStore`, which tells of what others did.
    case changes

    // MARK: Of whoever runs the kit

    /// That the kit can open the store again.
    case reopening
    /// That the kit can open several stores on one place.
    case peers
    /// That the store takes its time from a clock that the kit sets.
    case clock
    /// That the kit can make a store with the clock it has in production.
    case ownClock
}
