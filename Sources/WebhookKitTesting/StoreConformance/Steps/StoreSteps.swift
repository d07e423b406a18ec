package import WebhookKit

/// The words that checks of a store are written in: what they do with it, read in it and expect of it.
package protocol StoreSteps: Sendable {
    /// The store under check.
    var store: any WebhookStore { get }
    /// The clock it takes its time from, unless it has its own.
    var clock: ManualClock { get }
}

/// One group of checks, over a trial of its own.
protocol StoreChecks: StoreSteps {
    var trial: StoreTrial { get }
    init(trial: StoreTrial)
}

extension StoreChecks {
    var store: any WebhookStore { trial.store }
    var clock: ManualClock { trial.clock }

    /// The same checks over the store opened again.
    func reopened() async throws -> Self { Self(trial: try await trial.reopened()) }
}
