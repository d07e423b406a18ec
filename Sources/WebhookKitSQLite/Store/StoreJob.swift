import WebhookKit

/// One call of the store on its way to the writer's thread.
///
/// Its step may run twice: when a batch cannot be committed because one of its steps failed halfway,
/// every step has a transaction of its own.
struct StoreJob: Sendable {
    /// Whether its caller waits until the commit is on the disk.
    let isDurable: Bool

    /// When it was asked for.
    let since = ContinuousClock.now

    /// Does the step and gives what tells the caller, once the batch is committed or has failed.
    let run: @Sendable (StoreCore) -> Outcome

    /// Tells the caller that the step was not even tried.
    let refuse: @Sendable (StoreError) -> Void

    /// What a step came to.
    struct Outcome {
        /// What the step threw.
        let error: StoreError?
        /// Tells the caller; with an error when the batch could not be committed.
        let answer: (StoreError?) -> Void
    }
}
