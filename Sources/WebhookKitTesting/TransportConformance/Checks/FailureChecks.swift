import WebhookKit

/// Receivers that refuse, break off or talk nonsense: each failure has its name, and does no harm.
struct FailureChecks: TransportChecks {
    let trial: TransportTrial

    func refusedIsConnectFailure() async throws {
        let port = try ClosedPort()
        let url = try WebhookURL("http://127.0.0.1:\(port.number)\(Self.path)")
        let result = await send(to: url, deadline: .seconds(5))
        try expectFailure(result, "connect") { $0 == .connect }
        try expectWithin(.seconds(1), result)
    }

    func malformedHeaderIsReceivers() async throws {
        let lines = [
            "X-A\rB: c", "X-A\r: b", "X-A: b\rc", " first: folded", "X-A\0B: c", "X-A: b\0c",
            ": no name", "no colon", "\0", "X A: b",
            "X-A: \(String(repeating: "x", count: 65_536))",
            "Content-Length: -1", "Transfer-Encoding: nonsense",
        ]
        for line in lines {
            let text = "HTTP/1.1 500 No\r\n\(line)\r\nContent-Length: 0\r\n\r\n"
            let result = await send(answering: ReceiverReply(Array(text.utf8)))
            switch result.outcome {
            case .response(let response) where response.status == 500: break
            case .failure(let failure) where [.protocolError, .reset].contains(failure.kind): break
            default:
                throw BrokenPromise(
                    message: "\(line.prefix(40).debugDescription): \(result.outcome)."
                )
            }
        }
        try await expectUsable()
    }

    func survivesStatus999() async throws {
        let result = await send(answering: .status(999))
        if case .response(let response) = result.outcome {
            try expect((300...).contains(response.status), "999 became \(response.status).")
        }
        try await expectUsable()
    }

    func unknownHostIsDNSFailure() async throws {
        let url = try WebhookURL("http://no-such-host.invalid/hooks")
        let result = await send(to: url, deadline: .seconds(5))
        try expectFailure(result, "dns") { $0 == .dns }
        try expectWithin(.seconds(1), result)
    }

    func resetIsResetFailure() async throws {
        try await resetFailure(answering: .reset)
    }

    func closedEarlyIsResetFailure() async throws {
        try await resetFailure(answering: .closeAtOnce)
    }

    private func resetFailure(answering reply: ReceiverReply) async throws {
        let result = await send(answering: reply, deadline: .seconds(5))
        try expectFailure(result, "reset") { $0 == .reset }
        try expectWithin(.seconds(1), result)
    }

    func garbageIsFailure() async throws {
        try await protocolFailure(answering: .garbage)
    }

    func unfinishedHeadersAreFailure() async throws {
        try await protocolFailure(answering: .hangBetweenHeaders.ending(.close))
    }

    func http09IsFailure() async throws {
        try await protocolFailure(answering: .http09)
    }

    private func protocolFailure(answering reply: ReceiverReply) async throws {
        try expectFailure(await send(answering: reply), "protocolError or reset") {
            $0 == .protocolError || $0 == .reset
        }
    }

    func survivesNegativeContentLength() async throws {
        try await survives(answering: .negativeContentLength)
    }

    func survivesManyHeaders() async throws {
        try await survives(answering: .manyHeaders())
    }

    private func survives(answering reply: ReceiverReply) async throws {
        try expectWithin(Self.deadline + Self.tolerance, await send(answering: reply))
        try await expectUsable()
    }
}
