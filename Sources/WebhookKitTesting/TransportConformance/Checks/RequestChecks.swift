import WebhookKit

/// What was asked for arrives as it was given, once.
struct RequestChecks: TransportChecks {
    let trial: TransportTrial

    func sendsExactBytes() async throws {
        receiver.on(Self.path, .status(200))
        let everyByte = (0...255).map { UInt8($0) }
        let large = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for (number, body) in [[], everyByte, large].enumerated() {
            let result = await send(
                to: receiver.url("\(Self.path)?a=%20b&c"),
                body: body,
                deadline: .seconds(5)
            )
            _ = try expectResponse(result, 200)
            try expectRequests(number + 1)
            let request = receiver.requests.last
            try expect(request?.body == body, "A body of \(body.count) bytes arrived changed.")
            try expect(request?.method == "POST", "The method is \(request?.method ?? "missing").")
            let target = request?.target ?? ""
            try expect(target == "\(Self.path)?a=%20b&c", "The target arrived as \(target).")
        }
    }

    func sendsHeadersAsGiven() async throws {
        receiver.on(Self.path, .status(200))
        let fields = [
            HeaderField("Content-Type", "application/cloudevents+json"),
            HeaderField("User-Agent", "Conformance/1 (test)"),
            HeaderField("webhook-signature", "v1,abc= v1,def="),
            HeaderField("Authorization", "Basic dTpw"),
            HeaderField("X-Ünnamed".filter(\.isASCII), "a, b; c=\"d\""),
        ]
        let request = TransportRequest(
            url: receiver.url(Self.path),
            headers: fields,
            body: [],
            deadline: .seconds(5),
            bodyLimit: 1024,
            destination: .development
        )
        _ = await transport.send(request)
        try expectRequests(1)
        let received = receiver.requests.first?.headers ?? []
        for field in fields {
            let values = received.filter { $0.isNamed(field.name) }.map(\.value)
            try expect(values == [field.value], "\(field.name) arrived as \(values).")
        }
        let hosts = received.filter { $0.isNamed("Host") }.map(\.value)
        try expect(hosts == ["127.0.0.1:\(receiver.port)"], "Host arrived as \(hosts).")
    }

    func oneRequestOnTheWire() async throws {
        for status in [200, 204, 408, 429, 500, 503] {
            let path = "/status/\(status)"
            receiver.on(path, .status(status, headers: [HeaderField("Retry-After", "0")]))
            _ = try expectResponse(await send(to: receiver.url(path)), status)
            try expectRequests(1, path: path)
        }
    }

    func neverSendsCookiesBack() async throws {
        receiver.on(Self.path, .status(200, headers: [HeaderField("Set-Cookie", "id=1; Path=/")]))
        for _ in 0..<2 { _ = try expectResponse(await send(), 200) }
        try expectRequests(2)
        let cookie = receiver.requests.compactMap { $0.headers.first(named: "Cookie") }.first
        try expect(cookie == nil, "The cookie was sent back: \(cookie ?? "").")
    }
}
