#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

@Suite struct ProxyTests {
    @Test func httpGoesThroughTheProxy() async throws {
        let proxy = try LoopbackReceiver()
        defer { proxy.stop() }
        proxy.on("http://shop.example/hooks", .status(200))
        let transport = try CurlTransport {
            $0.proxy = try EgressProxy(
                host: "127.0.0.1",
                port: proxy.port,
                username: "user",
                password: "pa:ss"
            )
        }
        // The name is the proxy's to look up, so it need not exist here.
        let outcome = await transport.send(
            .test(to: try WebhookURL("http://shop.example/hooks"))
        )
        #expect(outcome.status == 200)
        let request = try #require(proxy.requests.first)
        #expect(request.target == "http://shop.example/hooks")
        #expect(request.headers.first(named: "Host") == "shop.example")
        let credentials = request.headers.first(named: "Proxy-Authorization")
        #expect(credentials == "Basic dXNlcjpwYTpzcw==")
    }

    @Test func aProxyThatIsNotThereIsOurTrouble() async throws {
        let proxy = try ClosedPort()
        let transport = try CurlTransport {
            $0.proxy = try EgressProxy(host: "127.0.0.1", port: proxy.number)
        }
        for url in ["http://shop.example/", "https://shop.example/"] {
            let outcome = await transport.send(.test(to: try WebhookURL(url)))
            #expect(outcome.failure?.kind == .local)
        }
    }

    @Test(arguments: ["", "a b", "http://x", "x/y", "x@y", "x\r\ny"])
    func hostsOfProxiesAreChecked(_ host: String) {
        let error = #expect(throws: FieldError.self) {
            try EgressProxy(host: host, port: 3128)
        }
        #expect(error?.field == "host")
    }
}
#endif
