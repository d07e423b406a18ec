import WebhookKit

/// What a receiver may answer.
struct AnswerChecks: TransportChecks {
    let trial: TransportTrial

    func statusStandsWhenBodyHangs() async throws {
        try await statusStands(answering: .hangInBody())
    }

    func statusStandsWhenRefusalBodyHangs() async throws {
        for status in [302, 401] {
            let result = await send(answering: .hangInBody(status: status))
            _ = try expectResponse(result, status)
            try expectAtDeadline(result)
        }
    }

    func statusStandsWhenBodyDrips() async throws {
        try await statusStands(answering: .dripBody(every: .milliseconds(100)))
    }

    func survivesNegativeContentLength() async throws {
        try await survives(answering: .negativeContentLength)
    }

    func survivesManyHeaders() async throws {
        try await survives(answering: .manyHeaders())
    }

    func readsNonUTF8Header() async throws {
        _ = try expectResponse(await send(answering: .nonUTF8Header), 200)
    }

    func statusStands(answering reply: ReceiverReply) async throws {
        let result = await send(answering: reply)
        let response = try expectResponse(result, 200)
        try expect(response.isTruncated, "The cut body is not marked.")
        try expectAtDeadline(result)
        try expectRequests(1)
    }

    func statusStandsWhenBodyBreaks() async throws {
        let replies: [ReceiverReply] = [
            .brokenBody(), .brokenBody(ending: .reset), .brokenChunks(),
        ]
        for (number, reply) in replies.enumerated() {
            let result = await send(answering: reply)
            let response = try expectResponse(result, 200)
            try expect(response.isTruncated, "Broken body \(number) is not marked.")
            try expectRequests(number + 1)
        }
    }

    func capsBody() async throws {
        let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        receiver.on(Self.path, .status(200, body: body))
        for limit in [0, 1, 16_384] {
            let response = try expectResponse(await send(bodyLimit: limit), 200)
            try expect(response.isTruncated, "The body cut at \(limit) is not marked.")
            try expect(
                response.body == Array(body.prefix(limit)),
                "With a limit of \(limit) bytes, \(response.body.count) came."
            )
        }
        let whole = try expectResponse(await send(bodyLimit: body.count), 200)
        try expect(!whole.isTruncated && whole.body == body, "A body of just the limit was cut.")
    }

    func boundsMemoryOnFlood() async throws {
        let size = 268_435_456
        let result = await send(
            answering: .flood(size, announced: size),
            deadline: .seconds(5),
            bodyLimit: 16_384
        )
        let response = try expectResponse(result, 200)
        try expect(response.isTruncated, "The cut body is not marked.")
        try expect(response.body.count <= 16_384, "\(response.body.count) bytes were kept.")
        try expectWithin(.seconds(2), result)
        let sent = receiver.sentByteCount
        try expect(sent < 33_554_432, "The receiver got rid of \(sent) bytes.")
    }

    func neverFollowsRedirects() async throws {
        receiver.on("/target", .status(200))
        let other = try LoopbackReceiver()
        defer { other.stop() }
        other.on("/target", .status(200))
        for status in [301, 302, 303, 307, 308] {
            for location in ["/target", other.url("/target").string] {
                let result = await send(
                    answering: .status(status, headers: [HeaderField("Location", location)])
                )
                let response = try expectResponse(result, status)
                let seen = response.headers.first(named: "Location")
                try expect(seen == location, "Location is \(seen ?? "missing").")
                try expectWithin(.seconds(1), result)
            }
        }
        try expectRequests(10)
        try expectRequests(0, path: "/target")
        try expect(other.requestCount() == 0, "The other receiver was called.")
    }

    func survivesOddLocations() async throws {
        let locations = [
            "", "/", "//", "///", "//x//y", "?q", "#f", "..", "http://", "http:///x", "http://[::1",
            "http://:99999/", "http://a:b@c:99999999999/", "javascript:alert(1)",
            "file:///etc/passwd",
            "mailto:x@example.com", "%zz", "\\\\x\\y", "a b c", "x:", ":x", "::",
            "http://\u{FF11}27.0.0.1/", String(repeating: "x", count: 20_000),
        ]
        for (number, location) in locations.enumerated() {
            let fields = [HeaderField("Location", location)]
            let result = await send(answering: .status(302, headers: fields))
            guard case .response(let response) = result.outcome, response.status == 302 else {
                throw BrokenPromise(
                    message: "Location \"\(location.prefix(40))\": \(result.outcome)."
                )
            }
            try expectRequests(number + 1)
        }
        _ = try expectResponse(await send(answering: .status(302)), 302)
    }

    func answersChallengeWith401() async throws {
        for challenge in ["Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"y\"", "Odd", ""] {
            let result = await send(
                answering: .status(401, headers: [HeaderField("WWW-Authenticate", challenge)])
            )
            _ = try expectResponse(result, 401)
            try expectWithin(Self.deadline, result)
        }
        try expectRequests(4)
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

    func survives(answering reply: ReceiverReply) async throws {
        try expectWithin(Self.deadline + Self.tolerance, await send(answering: reply))
        try await expectUsable()
    }

    func survivesStatus999() async throws {
        let result = await send(answering: .status(999))
        if case .response(let response) = result.outcome {
            try expect((300...).contains(response.status), "999 became \(response.status).")
        }
        try await expectUsable()
    }
}
