import WebhookKit

/// What goes out beside what was asked for.
struct WireChecks: TransportChecks {
    let trial: TransportTrial

    func neverSendsExpect() async throws {
        receiver.on(Self.path, .status(200))
        for size in [0, 1_025, 2_097_152] {
            let body = [UInt8](repeating: 0x2E, count: size)
            _ = try expectResponse(await send(body: body, deadline: .seconds(5)), 200)
        }
        try expectNoHeader("Expect")
    }

    func neverAsksForCompression() async throws {
        _ = try expectResponse(await send(answering: .status(200)), 200)
        let values = receiver.requests.flatMap(\.headers)
            .filter { $0.isNamed("Accept-Encoding") }.map(\.value)
        try expect(values.allSatisfy { $0 == "identity" }, "It asks for \(values).")
        try expectNoHeader("TE")
    }

    func neverSendsInjectedLines() async throws {
        receiver.on(Self.path, .status(200))
        let end = "POST /injected HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
        let fields = [
            HeaderField("X-Value", "a\r\nX-Injected: 1"),
            HeaderField("X-Value", "a\nX-Injected: 1"),
            HeaderField("X-Value", "a\rX-Injected: 1"), HeaderField("X-Value", "a\u{0}b"),
            HeaderField("X-Value", "a\r\n\r\n\(end)"),
            HeaderField("X-Name\r\nX-Injected", "1"), HeaderField("X-Name: 1\nX-Injected", "1"),
            HeaderField("X-\u{0}Name", "1"), HeaderField("X-Name\r\n\r\n\(end)", "1"),
        ]
        for field in fields {
            _ = await send(headers: [field])
            let seen = receiver.requests
            try expect(
                !seen.contains { $0.path == "/injected" },
                "A request was injected by \(field)."
            )
            let headers = seen.flatMap(\.headers)
            try expect(
                !headers.contains { $0.isNamed("X-Injected") },
                "A line was injected by \(field)."
            )
            try expect(
                !headers.contains {
                    ($0.name + $0.value).utf8.contains { [0, 10, 13].contains($0) }
                },
                "A control character of \(field) was sent."
            )
            try expect(receiver.malformedCount == 0, "\(field) made the request malformed.")
        }
        try await expectUsable()
    }

    func neverSendsReservedHeaders() async throws {
        receiver.on(Self.path, .status(200))
        let body = Array("{}".utf8)
        for field in [
            HeaderField("Host", "elsewhere.example"), HeaderField("Content-Length", "1"),
            HeaderField("content-length", "7"), HeaderField("Transfer-Encoding", "chunked"),
            HeaderField("Connection", "close"), HeaderField("Connection", "X-Value"),
        ] {
            _ = await send(headers: [field], body: body)
            try expect(receiver.malformedCount == 0, "\(field) made the request malformed.")
            for request in receiver.requests {
                let values = { (name: String) in
                    request.headers.filter { $0.isNamed(name) }.map(\.value)
                }
                let hosts = values("Host")
                try expect(
                    hosts == ["127.0.0.1:\(receiver.port)"],
                    "Host arrived as \(hosts)."
                )
                let lengths = values("Content-Length")
                try expect(lengths == ["2"], "Content-Length arrived as \(lengths).")
                let codings = values("Transfer-Encoding")
                try expect(codings.isEmpty, "Transfer-Encoding arrived as \(codings).")
                let given = values("Connection").filter { $0 == field.value }
                try expect(given.isEmpty, "Connection arrived as \(given).")
                try expect(request.body == body, "The body arrived changed.")
            }
        }
        try await expectUsable()
    }

    private func expectNoHeader(_ name: String) throws {
        let values = receiver.requests.flatMap(\.headers).filter { $0.isNamed(name) }
        try expect(values.isEmpty, "It sent \(values).")
        try expect(!receiver.requests.isEmpty, "The receiver saw no request.")
    }
}
