import WebhookKit

/// One group of checks, over a trial of its own.
protocol TransportChecks: Sendable {
    var trial: TransportTrial { get }
    init(trial: TransportTrial)
}

/// The words that checks of a transport are written in.
extension TransportChecks {
    static var deadline: Duration { .milliseconds(600) }
    static var tolerance: Duration { .milliseconds(500) }
    static var path: String { "/hooks" }

    var transport: any WebhookTransport { trial.transport }
    var receiver: LoopbackReceiver { trial.receiver }

    func send(
        to url: WebhookURL? = nil,
        over transport: (any WebhookTransport)? = nil,
        headers: [HeaderField] = [],
        body: [UInt8] = Array("{}".utf8),
        deadline: Duration = Self.deadline,
        bodyLimit: Int = 65_536,
        destination: DestinationPolicy = .development,
        webhookID: Webhook.ID? = nil
    ) async -> TimedOutcome {
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
        return TimedOutcome(outcome: outcome, time: start.duration(to: .now))
    }

    /// Sends once to a receiver that answers so.
    func send(
        answering reply: ReceiverReply,
        deadline: Duration = Self.deadline,
        bodyLimit: Int = 65_536
    ) async -> TimedOutcome {
        receiver.on(Self.path, reply)
        return await send(deadline: deadline, bodyLimit: bodyLimit)
    }

    func expect(_ condition: Bool, _ message: @autoclosure () -> String) throws {
        guard condition else { throw BrokenPromise(message: message()) }
    }

    func expectResponse(_ result: TimedOutcome, _ status: Int) throws -> TransportResponse {
        guard case .response(let response) = result.outcome, response.status == status else {
            throw BrokenPromise(message: "Expected a \(status), got \(result.outcome).")
        }
        return response
    }

    func expectFailure(
        _ result: TimedOutcome,
        _ name: String,
        where isExpected: (TransportFailure.Kind) -> Bool
    ) throws {
        guard case .failure(let failure) = result.outcome, isExpected(failure.kind) else {
            throw BrokenPromise(message: "Expected a failure \(name), got \(result.outcome).")
        }
    }

    func expectAtDeadline(_ result: TimedOutcome, of deadline: Duration = Self.deadline) throws {
        let late = result.time - deadline
        try expect(
            late > .milliseconds(-100) && late < Self.tolerance,
            "Ended after \(result.time) instead of \(deadline)."
        )
    }

    func expectWithin(_ limit: Duration, _ result: TimedOutcome) throws {
        try expect(result.time < limit, "Took \(result.time), allowed are \(limit).")
    }

    func expectRequests(_ count: Int, path: String = Self.path) throws {
        let seen = receiver.requestCount(path: path)
        try expect(
            seen == count,
            "Expected \(count) requests to \(path), the receiver saw \(seen)."
        )
    }

    /// The transport still works after what it has been through.
    func expectUsable() async throws {
        _ = try expectResponse(await send(answering: .status(200)), 200)
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
