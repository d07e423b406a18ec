#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// Connections: how many, how long, and who gets the next one.
@Suite struct LimitTests {
    @Test func keepsConnectionsAlive() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/", .status(200))
        let transport = CurlTransport()
        for _ in 0..<5 { #expect(await transport.send(.test(to: receiver.url())).status == 200) }
        #expect(receiver.connectionCount == 1)
    }

    @Test func manyConnectionsMayDieInARow() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        // Without notice: the next request finds out, and libcurl sends it again.
        receiver.on("/", .status(200).ending(.reset))
        let transport = CurlTransport()
        for number in 0..<200 {
            let outcome = await transport.send(.test(to: receiver.url()))
            #expect(outcome.status == 200, "request \(number): \(outcome)")
        }
    }

    /// A receiver that has no HTTP/2 to offer must not be worse off for it.
    @Test(arguments: WebhookURL.Scheme.allCases)
    func manyConnectionsMayDieSideBySide(_ scheme: WebhookURL.Scheme) async throws {
        let certificates = try await CertificateSet.shared
        for ending in [ReceiverReply.Ending.close, .reset] {
            let receiver =
                scheme == .http
                ? try LoopbackReceiver()
                : try LoopbackReceiver(tls: ReceiverTLS(identity: certificates.good))
            defer { receiver.stop() }
            receiver.on("/", .status(200).ending(ending))
            let transport = try CurlTransport {
                $0.httpVersion = .http2
                $0.tls.authorities = .only(try Certificates(pem: certificates.authority))
            }
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<12 {
                            let outcome = await transport.send(
                                .test(to: receiver.url(scheme: scheme), deadline: .seconds(60))
                            )
                            #expect(outcome.status == 200, "\(ending): \(outcome)")
                        }
                    }
                }
            }
        }
    }

    @Test func hostsHaveALimitWhichDelaysNoOtherHost() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/hang", .hangBeforeHeaders)
        receiver.on("/", .status(200))
        let transport = try CurlTransport { $0.connectionsPerHost = 2 }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    _ = await transport.send(
                        .test(to: receiver.url("/hang"), deadline: .seconds(60))
                    )
                }
            }
            _ = try? await receiver.waitForRequests(2, path: "/hang", within: .seconds(30))
            let late = await transport.send(
                .test(to: receiver.url(), deadline: .milliseconds(200))
            )
            #expect(late.failure?.kind == .timeout(.queue))
            #expect(receiver.requestCount(path: "/") == 0)
            let other = await transport.send(.test(to: receiver.url(host: "localhost")))
            #expect(other.status == 200)
            group.cancelAll()
        }
        #expect(await transport.send(.test(to: receiver.url())).status == 200)
    }

    @Test func hostsTakeTurnsAtTheLimitOfAll() async throws {
        let busy = try LoopbackReceiver()
        let quiet = try LoopbackReceiver()
        defer {
            busy.stop()
            quiet.stop()
        }
        // The first one holds the only place until all others wait, on a busy machine too.
        busy.on("/") { $0.number == 0 ? .status(200).delayed(by: .seconds(6)) : .status(200) }
        quiet.on("/") { [busy] _ in .status(busy.requestCount() < 10 ? 200 : 500) }
        let transport = try CurlTransport { $0.connections = 1 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    #expect(
                        await transport.send(.test(to: busy.url(), deadline: .seconds(60))).status
                            == 200
                    )
                }
            }
            _ = try await busy.waitForRequests(1, within: .seconds(30))
            #expect(
                await transport.send(.test(to: quiet.url(), deadline: .seconds(60))).status == 200
            )
            try await group.waitForAll()
        }
        #expect(busy.requestCount() == 10)
    }

    @Test func cancellingWhileWaitingSendsNothing() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/hang", .hangBeforeHeaders)
        let transport = try CurlTransport { $0.connectionsPerHost = 1 }
        await withTaskGroup(of: TransportOutcome.self) { group in
            group.addTask {
                await transport.send(.test(to: receiver.url("/hang"), deadline: .seconds(60)))
            }
            _ = try? await receiver.waitForRequests(1, path: "/hang", within: .seconds(30))
            for _ in 0..<20 {
                group.addTask {
                    await transport.send(.test(to: receiver.url(), deadline: .seconds(60)))
                }
            }
            group.cancelAll()
            for await outcome in group { #expect(outcome.failure?.kind == .cancelled) }
        }
        #expect(receiver.requestCount(path: "/") == 0)
    }

    /// A kept connection could carry the request at once.
    @Test(arguments: [0, 1])
    func aCancelledTaskSendsNothing(_ kept: Int) async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/", .status(200))
        let transport = CurlTransport()
        for _ in 0..<kept {
            #expect(await transport.send(.test(to: receiver.url())).status == 200)
        }
        let outcome = await withTaskGroup(of: TransportOutcome.self) { group in
            group.cancelAll()
            group.addTask { await transport.send(.test(to: receiver.url())) }
            return await group.next()
        }
        #expect(outcome?.failure?.kind == .cancelled)
        // What had been sent would be there before this one.
        #expect(await transport.send(.test(to: receiver.url())).status == 200)
        #expect(receiver.requestCount() == kept + 1)
    }

    @Test func goesOnAfterItHasBeenIdle() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/", .status(200))
        let transport = try CurlTransport { $0.idleTimeout = .seconds(1) }
        #expect(await transport.send(.test(to: receiver.url())).status == 200)
        // The thread and the connections end with the idle time, which is real.
        try await Task.sleep(for: .milliseconds(1500))
        #expect(await transport.send(.test(to: receiver.url())).status == 200)
        #expect(receiver.connectionCount == 2)
    }

    @Test func aTransportThatIsLetGoEndsItsConnections() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/", .status(200))
        for _ in 0..<50 {
            let transport = CurlTransport()
            #expect(await transport.send(.test(to: receiver.url())).status == 200)
        }
        #expect(receiver.connectionCount == 50)
    }
}
#endif
