import WebhookKit

/// A kind that a snapshot tells of.
protocol SnapshotRecord: JournalRecord {
    /// Writes all lines of the kind, from pieces of the state that are small enough not to hold up
    /// anybody.
    static func write(
        of source: some SnapshotSource,
        within bounds: SnapshotBounds,
        to file: inout SnapshotFile
    ) throws
}

/// Gives a state to a snapshot, piece by piece.
protocol SnapshotSource {
    /// Reads from the state, which may be another one at the next call.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (SnapshotView) -> Value
    ) throws -> Value
}

/// The state during one reading.
struct SnapshotView {
    let state: StoreState
    let contents: JournalContents
    let time: StoreTime

    /// About how many bytes of contents one reading gives at most.
    static let pieceSize = 4 << 20
}

/// What a snapshot stands for: everything up to here, which is where a journal begins.
struct SnapshotBounds: Sendable {
    let journal: JournalFile
    /// The checksum of the journal's header.
    let journalHeader: UInt64
    let store: String
    let highest: HighestNumbers

    init(
        _ state: borrowing StoreState,
        before journal: JournalFile,
        header: UInt64,
        store: String
    ) {
        self.journal = journal
        journalHeader = header
        self.store = store
        highest = HighestNumbers(
            position: state.events.lastPosition,
            logNumber: state.logs.lastNumber,
            webhook: state.webhooks.lastNumber
        )
    }

    var name: JournalFile { .snapshot(journal.number) }
}
