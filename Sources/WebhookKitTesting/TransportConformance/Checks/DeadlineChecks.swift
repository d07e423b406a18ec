import WebhookKit

/// Every way to be slow ends at the deadline, and the phase that took the time is named.
struct DeadlineChecks: TransportChecks {
    let trial: TransportTrial

    func keepsDeadlineBeforeHeaders() async throws {
        try await expectTimeout(answering: .hangBeforeHeaders)
    }

    func keepsDeadlineBetweenHeaders() async throws {
        try await expectTimeout(answering: .hangBetweenHeaders)
    }

    func dripEndsAtDeadline() async throws {
        try await expectTimeout(answering: .dripHeaders(every: .milliseconds(100)))
    }

    func dripOfStatusLineEndsAtDeadline() async throws {
        try await expectTimeout(answering: .dripStatusLine(every: .milliseconds(200)))
    }

    func endless1xxEndsAtDeadline() async throws {
        try await expectTimeout(answering: .endlessInformational(every: .milliseconds(5)))
    }

    func silentTLSEndsAtDeadline() async throws {
        let silent = try LoopbackReceiver(greeting: .hangBeforeHeaders)
        defer { silent.stop() }
        let result = await send(to: silent.url(scheme: .https))
        try expectFailure(result, "timeout") { $0.isTimeout }
        try expectAtDeadline(result)
    }

    func droppedSYNEndsAtDeadline() async throws {
        try await droppedSYN()
    }

    func namesConnectTimeout() async throws {
        try await droppedSYN(inPhase: .connect)
    }

    func unreadBodyEndsAtDeadline() async throws {
        try await unreadBody()
    }

    func namesSendTimeout() async throws {
        try await unreadBody(inPhase: .send)
    }

    func namesHandshakeTimeout() async throws {
        let silent = try LoopbackReceiver(greeting: .hangBeforeHeaders)
        defer { silent.stop() }
        let result = await send(to: silent.url(scheme: .https))
        try expectTimeout(result, inPhase: .handshake)
    }

    func namesResponseTimeout() async throws {
        let replies: [ReceiverReply] = [
            .hangBeforeHeaders, .hangBetweenHeaders, .dripHeaders(every: .milliseconds(100)),
            .endlessInformational(every: .milliseconds(20)),
        ]
        for reply in replies {
            let result = await send(answering: reply)
            try expectTimeout(result, inPhase: .response)
        }
    }

    func keepsOddDeadlines() async throws {
        receiver.on(Self.path, .hangBeforeHeaders)
        for milliseconds in [100, 333, 1_200] {
            let deadline = Duration.milliseconds(milliseconds)
            let result = await send(deadline: deadline)
            try expectFailure(result, "timeout") { $0.isTimeout }
            try expectAtDeadline(result, of: deadline)
            try expect(
                result.time > deadline - .milliseconds(20),
                "Ended after \(result.time), before its deadline of \(deadline)."
            )
        }
    }

    func survivesExtremeDeadlines() async throws {
        receiver.on(Self.path, .hangBeforeHeaders)
        for deadline in [Duration.zero, .nanoseconds(1), .seconds(-1), .seconds(Int64.min)] {
            let result = await send(deadline: deadline)
            try expectFailure(result, "timeout") { $0.isTimeout }
            try expectWithin(Self.tolerance, result)
        }
        for seconds in [1_000_000, 10_000_000_000, Int64.max] {
            let result = await send(answering: .status(200), deadline: .seconds(seconds))
            _ = try expectResponse(result, 200)
        }
    }

    /// Expects a timeout, in this phase if one is given.
    private func expectTimeout(
        _ result: TimedOutcome,
        inPhase phase: TransportFailure.Phase?
    ) throws {
        guard let phase else { return try expectFailure(result, "timeout") { $0.isTimeout } }
        try expectFailure(result, "timeout(.\(phase))") { $0 == .timeout(phase) }
    }

    private func droppedSYN(inPhase phase: TransportFailure.Phase? = nil) async throws {
        let port = try DeafPort()
        let result = await send(to: try WebhookURL("http://127.0.0.1:\(port.number)/hooks"))
        try expectTimeout(result, inPhase: phase)
        try expectAtDeadline(result)
        // It lives until here.
        withExtendedLifetime(port) {}
    }

    private func unreadBody(inPhase phase: TransportFailure.Phase? = nil) async throws {
        let receiver = try LoopbackReceiver(greeting: ReceiverReply([], ending: .stall))
        defer { receiver.stop() }
        // More than the system's buffers hold.
        let body = [UInt8](repeating: 0x2E, count: 33_554_432)
        let result = await send(to: receiver.url(Self.path), body: body)
        try expectTimeout(result, inPhase: phase)
        try expectAtDeadline(result)
    }

    private func expectTimeout(answering reply: ReceiverReply) async throws {
        let result = await send(answering: reply)
        try expectFailure(result, "timeout") { $0.isTimeout }
        try expectAtDeadline(result)
        try expectRequests(1)
        // What the transport does to end an exchange may still be under way, and closing the receiver
        // in the middle of a header could meet it: let another exchange pass first.
        _ = await send(answering: .status(200))
    }
}
