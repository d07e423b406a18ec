#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// What is judged is what is sent (Fault 46).
@Suite struct URLTests {
    @Test(arguments: [
        "/", "/?", "/?a", "/?a=b&c=%20", "/??", "/?a?b", "//", "//x", "/a//b/", "/a/b;c=d/e,f",
        "/%2e%2E%2fx", "/%2F", "/%41", "/a:b@c", "/!$&'()*+,;=", "/~-._", "/?/..", "/?a/../b",
        "/?a=http://x/", "/.../x", "/.a", "/a.", "/ü/u\u{308}?ü=🔑&%c3%bc", "/．．/x",
    ])
    func targetsArriveAsTheyAre(_ target: String) async throws {
        // What the parser refuses never gets here.
        guard let url = try? WebhookURL("http://127.0.0.1:1\(target)") else { return }
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        let outcome = await CurlTransport().send(.test(to: receiver.url(url.pathAndQuery)))
        #expect(outcome.status == 404)
        #expect(receiver.requests.map(\.target) == [url.pathAndQuery])
    }

    @Test(arguments: [
        "127.0.0.1", "localhost", "LOCALHOST", "[::ffff:127.0.0.1]", "[::FFFF:7f00:1]",
    ])
    func hostsAreReadAlike(_ host: String) async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/", .status(200))
        let outcome = await CurlTransport().send(.test(to: receiver.url(host: host)))
        #expect(outcome.status == 200)
    }

    @Test(arguments: [
        "[::1]", "[::]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[fe80::1]", "[2002:7f00:1::]",
        "[2001:db8::1:0:0:1]", "10.0.0.1", "169.254.169.254", "0.0.0.0", "127.1.2.3", "localhost",
        "service.internal", "intranet", "metadata", "kubernetes.default.svc", "printer.local",
    ])
    func forbiddenHostsGetNoConnection(_ host: String) async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        let policy = DestinationPolicy(allowedSchemes: [.http], allowedClasses: [.public])
        let outcome = await CurlTransport().send(
            .test(to: receiver.url(host: host), destination: policy)
        )
        guard case .blockedDestination = outcome.failure?.kind else {
            Issue.record("\(outcome)")
            return
        }
        #expect(receiver.connectionCount == 0)
    }

    @Test func schemesAndPortsAreJudgedToo() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        let secure = DestinationPolicy(allowedSchemes: [.https], allowedClasses: [.loopback])
        var ports = DestinationPolicy.development
        ports.allowedPorts = [443]
        for policy in [secure, ports] {
            let outcome = await CurlTransport().send(.test(to: receiver.url(), destination: policy))
            #expect(outcome.failure?.kind == .blockedDestination(nil))
        }
        #expect(receiver.connectionCount == 0)
    }

    @Test(arguments: [
        HeaderField("X-A", "b\r\nX-Injected: 1"), HeaderField("X-A", "b\nc"),
        HeaderField("X-A", "b\0c"),
        HeaderField("X-A\r\nX-Injected", "1"), HeaderField("X A", "b"), HeaderField("X:A", "b"),
        HeaderField("", "b"), HeaderField("X-Ä", "b"), HeaderField("Host", "example.com"),
        HeaderField("content-length", "0"), HeaderField("Transfer-Encoding", "chunked"),
        HeaderField("Connection", "close"), HeaderField("EXPECT", "100-continue"),
    ])
    func headersThatFrameOrBreakAMessageAreNotSent(_ field: HeaderField) async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        let outcome = await CurlTransport().send(.test(to: receiver.url(), headers: [field]))
        #expect(outcome.failure?.kind == .local)
        #expect(receiver.connectionCount == 0)
    }

    @Test func emptyValuesAreSent() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        _ = await CurlTransport().send(
            .test(
                to: receiver.url(),
                headers: [HeaderField("X-Empty", ""), HeaderField("X-B", "1")]
            )
        )
        let headers = receiver.requests.first?.headers ?? []
        #expect(headers.first(named: "X-Empty") == "")
        #expect(headers.first(named: "X-B") == "1")
    }
}
#endif
