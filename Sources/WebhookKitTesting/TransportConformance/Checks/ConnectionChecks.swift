import WebhookKit

/// What a receiver may do to a connection.
struct ConnectionChecks: TransportChecks {
    let trial: TransportTrial

    func resetIsResetFailure() async throws {
        try await resetFailure(answering: .reset)
    }

    func closedEarlyIsResetFailure() async throws {
        try await resetFailure(answering: .closeAtOnce)
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

    func refusedIsConnectFailure() async throws {
        let port = try ClosedPort()
        let url = try WebhookURL("http://127.0.0.1:\(port.number)\(Self.path)")
        let result = await send(to: url, deadline: .seconds(5))
        try expectFailure(result, "connect") { $0 == .connect }
        try expectWithin(.seconds(1), result)
    }

    func resetFailure(answering reply: ReceiverReply) async throws {
        let result = await send(answering: reply, deadline: .seconds(5))
        try expectFailure(result, "reset") { $0 == .reset }
        try expectWithin(.seconds(1), result)
    }

    func silentTLSEndsAtDeadline() async throws {
        let silent = try LoopbackReceiver(greeting: .hangBeforeHeaders)
        defer { silent.stop() }
        let result = await send(to: silent.url(scheme: .https))
        try expectFailure(result, "timeout") { $0.isTimeout }
        try expectAtDeadline(result)
    }

    func garbledTLSIsTLSFailure() async throws {
        let garbled = try LoopbackReceiver(greeting: .http09)
        defer { garbled.stop() }
        let result = await send(to: garbled.url(scheme: .https))
        try expectFailure(result, "tls") { $0.isTLS }
    }

    func unknownHostIsDNSFailure() async throws {
        let url = try WebhookURL("http://no-such-host.invalid/hooks")
        let result = await send(to: url, deadline: .seconds(5))
        try expectFailure(result, "dns") { $0 == .dns }
        try expectWithin(.seconds(1), result)
    }

    func protocolFailure(answering reply: ReceiverReply) async throws {
        try expectFailure(await send(answering: reply), "protocolError or reset") {
            $0 == .protocolError || $0 == .reset
        }
    }
}
