import WebhookKit

/// One transport, one receiver, and a way to make further transports.
struct TransportTrial: Sendable {
    let factory: TransportConformance.Factory
    let transport: any WebhookTransport
    let receiver: LoopbackReceiver

    init(_ factory: @escaping TransportConformance.Factory) throws {
        self.factory = factory
        transport = try factory(TransportConformance.Setup())
        receiver = try LoopbackReceiver()
    }
}

/// What came back, and after how long.
struct TimedOutcome {
    var outcome: TransportOutcome
    var time: Duration
}
