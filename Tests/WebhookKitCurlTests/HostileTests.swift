#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// What receivers, names and proxies must not be able to do.
@Suite struct HostileTests {
    /// A cancelled call whose answer arrives at the same moment must not free its handle twice: then
    /// one webhook's request would go to another's receiver.
    @Test func cancellingAsAnswersArriveMixesNothingUp() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/") { .status(200, body: $0.body) }
        let transport = CurlTransport()
        await withTaskGroup(of: Void.self) { group in
            for lane in 0..<32 {
                group.addTask {
                    for number in 0..<150 {
                        let body = Array("\(lane)-\(number)".utf8)
                        let task = Task {
                            await transport.send(.test(to: receiver.url(), body: body))
                        }
                        // The answer takes about as long as this.
                        for _ in 0..<(number * 7 % 20) { await Task.yield() }
                        if number % 2 == 0 { task.cancel() }
                        switch await task.value {
                        case .response(let response): #expect(response.body == body)
                        case .failure(let failure): #expect(failure.kind == .cancelled)
                        }
                    }
                }
            }
        }
        #expect(await transport.send(.test(to: receiver.url())).status == 200)
    }

    /// Local trouble spends no round, so a receiver that could cause it would be tried for ever.
    @Test func namesCauseNoLocalTrouble() async throws {
        for name in ["thread.invalid", "getaddrinfo-thread.invalid"] {
            let outcome = await CurlTransport().send(
                .test(to: try WebhookURL("http://\(name)/hooks"))
            )
            #expect(outcome.failure?.kind == .dns)
        }
    }

    @Test func endlessLinesCauseNoLocalTrouble() async throws {
        let line = Array("HTTP/1.1 ".utf8) + Array(repeating: UInt8(ascii: "x"), count: 400_000)
        let body = Array(repeating: UInt8(ascii: "x"), count: 16_000_000)
        for ending in [ReceiverReply.Ending.stall, .hang] {
            let receiver = try LoopbackReceiver(greeting: ReceiverReply(line, ending: ending))
            defer { receiver.stop() }
            let outcome = await CurlTransport().send(.test(to: receiver.url(), body: body))
            #expect(outcome.failure?.kind == .protocolError)
        }
    }

    /// Which family its addresses have is a receiver's own choice.
    @Test func aSourceOfAnotherFamilyCausesNoLocalTrouble() async throws {
        let transport = try CurlTransport { $0.source = .address(.v4(0x7F00_0001)) }
        let outcome = await transport.send(.test(to: try WebhookURL("http://[::1]:9/")))
        #expect(outcome.failure?.kind == .unreachable, "\(outcome)")
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 8] as [UInt8])
    func socksRepliesAboutTheReceiverCauseNoLocalTrouble(_ reply: UInt8) async throws {
        // No authentication, then the reply to CONNECT (RFC 1928, sections 3 and 6).
        let bytes: [UInt8] = [5, 0, 5, reply, 0, 1, 0, 0, 0, 0, 0, 0]
        let proxy = try LoopbackReceiver(greeting: ReceiverReply(bytes, ending: .hang))
        defer { proxy.stop() }
        let transport = try CurlTransport {
            $0.proxy = try EgressProxy(scheme: .socks5, host: "127.0.0.1", port: proxy.port)
        }
        let outcome = await transport.send(
            .test(to: try WebhookURL("https://shop.example/hooks"))
        )
        #expect(outcome.failure?.kind == .connect)
    }

    @Test func blankValuesAreSentEmpty() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        _ = await CurlTransport().send(
            .test(to: receiver.url(), headers: [HeaderField("X-Blank", "  ")])
        )
        #expect(receiver.requests.first?.headers.first(named: "X-Blank") == "")
    }

    /// A header that looks like a status line is a header.
    @Test func statusLinesComeFirstOrNotAtAll() async throws {
        let fields = ["HTTP/1.1 500 odd: one", "HTTP/x: two", "kept: three"]
        let response = try await response(["HTTP/1.1 200 OK"] + fields)
        #expect(response.status == 200)
        #expect(response.headers.first(named: "HTTP/x") == "two")
        #expect(response.headers.first(named: "kept") == "three")
    }

    @Test func fieldsWithoutANameAreDropped() async throws {
        let fields = [":", ": nameless", "empty:", "kept: c"]
        let response = try await response(["HTTP/1.1 200 OK"] + fields)
        let read = response.headers.filter { !$0.isNamed("content-length") }
        #expect(read.map(\.name) == ["empty", "kept"])
        #expect(read.map(\.value) == ["", "c"])
    }

    /// Newer versions of libcurl refuse it.
    @Test func aLoneCRReachesNobody() async throws {
        let response = try? await response(["HTTP/1.1 200 OK", "cr: a\rb"])
        let value = response?.headers.first(named: "cr")
        if CurlLibrary.running.version < LibcurlVersion(8, 20, 0) { #expect(value == "a b") }
        #expect(value == nil || value == "a b")
    }

    private func response(_ lines: [String]) async throws -> TransportResponse {
        let head = (lines + ["content-length: 0", "", ""]).joined(separator: "\r\n")
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/", ReceiverReply(Array(head.utf8)))
        let outcome = await CurlTransport().send(.test(to: receiver.url()))
        guard case .response(let response) = outcome else {
            throw TransportFailure(.protocolError, "\(outcome)")
        }
        return response
    }
}
#endif
