import WebhookKit

/// One transport and one receiver, for one check.
struct TransportTrial: Sendable {
    /// Makes the transports of a check.
    struct Factory: Sendable {
        /// Whether it does anything with a setup.
        var canBeToldTLS: Bool
        var make: @Sendable (TransportConformance.Setup) throws -> any WebhookTransport
    }

    let factory: Factory
    let transport: any WebhookTransport
    let receiver: LoopbackReceiver

    init(_ factory: Factory) throws {
        self.factory = factory
        transport = try factory.make(TransportConformance.Setup())
        receiver = try LoopbackReceiver()
    }
}

/// What came back, and after how long.
struct SentResult: Sendable {
    var outcome: TransportOutcome
    var time: Duration
}
