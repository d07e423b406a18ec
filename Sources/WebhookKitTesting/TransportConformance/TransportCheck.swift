import WebhookKit

/// One transport, one receiver, and what the checks have in common.
struct TransportCheck {
    struct Broken: Error { var message: String }

    static let deadline = Duration.milliseconds(600)
    static let tolerance = Duration.milliseconds(500)
    static let path = "/hooks"

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

    /// What came back, and after how long.
    struct Result {
        var outcome: TransportOutcome
        var time: Duration
    }

    func send(
        to url: WebhookURL? = nil,
        over transport: (any WebhookTransport)? = nil,
        headers: [HeaderField] = [],
        body: [UInt8] = Array("{}".utf8),
        deadline: Duration = Self.deadline,
        bodyLimit: Int = 65_536,
        destination: DestinationPolicy = .development,
        webhookID: Webhook.ID? = nil
    ) async -> Result {
        let request = TransportRequest(
            url: url ?? receiver.url(Self.path),
            headers: [HeaderField("Content-Type", "application/json")] + headers,
            body: body[...],
            deadline: deadline,
            bodyLimit: bodyLimit,
            destination: destination,
            webhookID: webhookID
        )
        let start = ContinuousClock.now
        let outcome = await (transport ?? self.transport).send(request)
        return Result(outcome: outcome, time: start.duration(to: .now))
    }

    /// Sends once to a receiver that answers so.
    func send(
        answering reply: ReceiverReply,
        deadline: Duration = Self.deadline,
        bodyLimit: Int = 65_536
    ) async -> Result {
        receiver.on(Self.path, reply)
        return await send(deadline: deadline, bodyLimit: bodyLimit)
    }

    func expect(_ condition: Bool, _ message: @autoclosure () -> String) throws {
        guard condition else { throw Broken(message: message()) }
    }

    func expectResponse(_ result: Result, _ status: Int) throws -> TransportResponse {
        guard case .response(let response) = result.outcome, response.status == status else {
            throw Broken(message: "Expected a \(status), got \(result.outcome).")
        }
        return response
    }

    func expectFailure(
        _ result: Result,
        _ name: String,
        where isExpected: (TransportFailure.Kind) -> Bool
    ) throws {
        guard case .failure(let failure) = result.outcome, isExpected(failure.kind) else {
            throw Broken(message: "Expected a failure \(name), got \(result.outcome).")
        }
    }

    func expectAtDeadline(_ result: Result, of deadline: Duration = Self.deadline) throws {
        let late = result.time - deadline
        try expect(
            late > .milliseconds(-100) && late < Self.tolerance,
            "Ended after \(result.time) instead of \(deadline)."
        )
    }

    func expectWithin(_ limit: Duration, _ result: Result) throws {
        try expect(result.time < limit, "Took \(result.time), allowed are \(limit).")
    }

    func expectRequests(_ count: Int, path: String = Self.path) throws {
        let seen = receiver.requestCount(path: path)
        try expect(
            seen == count,
            "Expected \(count) requests to \(path), the receiver saw \(seen)."
        )
    }

    func expectTimeout(answering reply: ReceiverReply) async throws {
        let result = await send(answering: reply)
        try expectFailure(result, "timeout") { $0.isTimeout }
        try expectAtDeadline(result)
        try expectRequests(1)
        // What the transport does to end an exchange may still be under way, and closing the receiver
        // in the middle of a header could meet it: let another exchange pass first.
        _ = await send(answering: .status(200))
    }
}

extension TransportFailure.Kind {
    /// Whether it is the deadline's passing, in whichever phase.
    var isTimeout: Bool {
        if case .timeout = self { true } else { false }
    }

    /// Whether it is certificate or handshake.
    var isTLS: Bool {
        if case .tls = self { true } else { false }
    }
}
