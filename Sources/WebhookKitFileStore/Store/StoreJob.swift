import WebhookKit

/// One call of the store on its way to the store's thread.
struct StoreJob: Sendable {
    /// About how many bytes it will add to the journal; zero when it only reads.
    let estimate: Int

    /// Whether its caller waits until the journal is on the disk.
    let isDurable: Bool

    /// Does the step and gives what tells the caller, once the batch is committed or has failed.
    let run: @Sendable (FileStoreCore) -> Answer

    /// Tells the caller that the step was not even tried.
    let refuse: @Sendable (StoreError) -> Void

    /// Tells the caller; with an error when the batch could not be committed.
    typealias Answer = (StoreError?) -> Void
}
