import WebhookKit

/// What is taken of a response, and that its status stands.
struct ResponseChecks: TransportChecks {
    let trial: TransportTrial

    func readsResponse() async throws {
        let body = Array("{\"ok\":true}".utf8)
        let result = await send(
            answering: .status(202, headers: [HeaderField("X-Answer", "42")], body: body)
        )
        let response = try expectResponse(result, 202)
        try expect(response.body == body, "The response's body is \(response.body).")
        try expect(!response.isTruncated, "A whole response is marked truncated.")
        let answer = response.headers.first(named: "x-answer")
        try expect(answer == "42", "X-Answer is \(answer ?? "missing").")
    }

    func statusStandsWhenBodyHangs() async throws {
        try await statusStands(answering: .hangInBody())
    }

    func statusStandsWhenBodyDrips() async throws {
        try await statusStands(answering: .dripBody(every: .milliseconds(100)))
    }

    func statusStandsWhenRefusalBodyHangs() async throws {
        for status in [302, 401] {
            let result = await send(answering: .hangInBody(status: status))
            _ = try expectResponse(result, status)
            try expectAtDeadline(result)
        }
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

    func neverDecompresses() async throws {
        let response = try expectResponse(await send(answering: .gzipped), 200)
        try expect(response.body == ReceiverReply.gzippedBody, "The body is \(response.body).")
        try expect(!response.isTruncated, "A whole response is marked truncated.")
    }

    func readsNonUTF8Header() async throws {
        _ = try expectResponse(await send(answering: .nonUTF8Header), 200)
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

    private func statusStands(answering reply: ReceiverReply) async throws {
        let result = await send(answering: reply)
        let response = try expectResponse(result, 200)
        try expect(response.isTruncated, "The cut body is not marked.")
        try expectAtDeadline(result)
        try expectRequests(1)
    }
}
