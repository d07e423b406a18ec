import WebhookKit

/// Answers that are out of order.
struct FramingChecks: TransportChecks {
    let trial: TransportTrial

    func survivesOddFraming() async throws {
        let digits = String(repeating: "9", count: 20_000)
        let heads = [
            "Content-Length: 2\r\nTransfer-Encoding: chunked",
            "Content-Length: 2\r\nContent-Length: 3",
            "Content-Length: 99999999999999999999", "Content-Length: \(digits)",
            "Content-Length: 0x10", "Content-Length: 2, 2", "Content-Length:", "Content-Length: +2",
            "Transfer-Encoding: nonsense", "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: identity", "Content-Encoding: gzip", "Content-Encoding: nonsense",
            "Content-Encoding: \(Array(repeating: "gzip", count: 500).joined(separator: ", "))",
            "Connection: upgrade\r\nUpgrade: websocket", "Retry-After: \(digits)", ": no name",
            "no colon", "X-Empty:", "Content-Range: bytes 5-1/0",
            "Strict-Transport-Security: max-age=1e99", "Alt-Svc: h2=\":1\"; ma=\(digits)",
        ]
        let bodies = [
            "ok", "2\r\nok\r\n0\r\n\r\n", "ffffffffffffffffff\r\nok", "-1\r\nok", "2;\(digits)",
        ]
        let statuses = [
            "200 OK", "204 None", "304 Same", "101 Switching", "200", "0200 OK", "+20 OK",
        ]
        func survive(_ status: String, _ head: String, _ body: String) async throws {
            let text = "HTTP/1.1 \(status)\r\n\(head)\r\n\r\n\(body)"
            let result = await send(answering: ReceiverReply(Array(text.utf8)))
            guard result.time < Self.deadline + Self.tolerance else {
                throw BrokenPromise(message: "\"\(text.prefix(80))\" took \(result.time).")
            }
        }
        for head in heads {
            for body in bodies.prefix(2) { try await survive("200 OK", head, body) }
        }
        for body in bodies { try await survive("200 OK", "Transfer-Encoding: chunked", body) }
        for status in statuses { try await survive(status, "Content-Length: 2", "ok") }
        try await expectUsable()
    }

    func survivesFoldedFirstHeader() async throws {
        // libcurl before 8.1.1 appends the line to a header of the response before, which it has freed,
        // if the handle is used again: hence the proper responses in between.
        let folded = ReceiverReply(
            Array("HTTP/1.1 200 OK\r\n folded: value\r\nContent-Length: 0\r\n\r\n".utf8),
            ending: .keepAlive
        )
        for number in 1...10 {
            let proper = ReceiverReply.status(200, headers: [HeaderField("X-Number", "\(number)")])
            _ = try expectResponse(await send(answering: proper), 200)
            try expectWithin(Self.deadline + Self.tolerance, await send(answering: folded))
        }
        try await expectUsable()
    }

    func survivesEarlyAnswer() async throws {
        let body = [UInt8](repeating: 0x2E, count: 33_554_432)
        for status in [413, 200] {
            let reply = ReceiverReply.status(status).beforeBody()
            receiver.on(Self.path, reply.ending(.close))
            let closed = await send(body: body, deadline: .seconds(5))
            switch closed.outcome {
            case .response(let response) where response.status == status: break
            case .failure(let failure) where failure.kind == .reset: break
            default: throw BrokenPromise(message: "Closed after a \(status): \(closed.outcome).")
            }
            try expectWithin(.seconds(2), closed)
            // Here the answer cannot get lost.
            receiver.on(Self.path, reply.ending(.stall))
            let stalled = await send(body: body)
            guard case .response(let response) = stalled.outcome, response.status == status else {
                throw BrokenPromise(
                    message: "A \(status) before the body was read: \(stalled.outcome)."
                )
            }
            try expectWithin(Self.deadline + Self.tolerance, stalled)
        }
        try await expectUsable()
    }

    func neverTakesUnaskedResponse() async throws {
        try await unaskedResponse(after: .zero)
    }

    func neverTakesLateUnaskedResponse() async throws {
        try await unaskedResponse(after: .milliseconds(30))
    }

    /// - Parameter delay: Between the first response and the unasked one; zero for one write.
    private func unaskedResponse(after delay: Duration) async throws {
        let unasked = Array("HTTP/1.1 201 Unasked\r\nContent-Length: 0\r\n\r\n".utf8)
        receiver.on("/second", .status(202))
        let bodies = ["", "ok", "", "ok"]
        for body in bodies {
            var reply = ReceiverReply.status(200, body: Array(body.utf8))
            if delay > .zero {
                reply.pieces.append(.init(bytes: unasked, interval: delay))
            } else {
                reply.pieces[0].bytes += unasked
            }
            let expected = receiver.sentByteCount + reply.pieces.reduce(0) { $0 + $1.bytes.count }
            _ = try expectResponse(await send(answering: reply), 200)
            // Only what has come before the next request begins can be told from its answer. When the
            // transport has closed the connection meanwhile, nothing more is sent.
            try await waitUntil(within: delay * 10) { receiver.sentByteCount >= expected }
            let second = await send(to: receiver.url("/second"))
            guard case .response(let response) = second.outcome, response.status == 202 else {
                throw BrokenPromise(
                    message: "After a body of \(body.count) bytes: \(second.outcome)."
                )
            }
        }
        try expectRequests(bodies.count, path: "/second")
    }

    private func waitUntil(within limit: Duration, _ condition: () -> Bool) async throws {
        let end = ContinuousClock.now.advanced(by: limit)
        while !condition(), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
