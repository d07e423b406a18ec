#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// What a transport does about name servers and proxies; `Scripts/names` has both under control.
@Suite(.serialized, .enabled(if: Names.isServed)) struct NamesTests {
    @Test func unknownHostIsAnsweredWithinASecond() async throws {
        let timed = try await CurlTransport().post(to: "nobody.test", port: 80)
        #expect(timed.failure?.kind == .dns, "\(timed.outcome)")
        #expect(timed.time < .seconds(1))
        print("names: an unknown host ended after \(timed.time)")
    }

    @Test func failingNameServerIsADNSFailure() async throws {
        let timed = try await CurlTransport().post(to: "broken.test", port: 80)
        #expect(timed.failure?.kind == .dns, "\(timed.outcome)")
        #expect(timed.time < .seconds(1))
    }

    /// May change the environment, because these tests are alone in their process.
    @Test(arguments: ["http", "https"])
    func environmentsProxiesAreNotUsed(scheme: String) async throws {
        let proxy = try LoopbackReceiver()
        let receiver = try LoopbackReceiver()
        receiver.on("/hooks", .status(200))
        for name in ["http_proxy", "https_proxy", "all_proxy"] {
            Names.set(name, to: "http://127.0.0.1:\(proxy.port)")
            Names.set(name.uppercased(), to: "http://127.0.0.1:\(proxy.port)")
        }
        for name in ["no_proxy", "NO_PROXY"] { Names.set(name, to: "elsewhere.test") }
        let request = TransportRequest(
            url: receiver.url("/hooks", scheme: scheme == "http" ? .http : .https),
            headers: [],
            body: [],
            deadline: .seconds(3),
            bodyLimit: 0,
            destination: .development
        )
        // The receiver speaks no TLS: the handshake with it fails, but it is with it.
        let outcome = await CurlTransport().send(request)
        #expect(receiver.connectionCount == 1, "\(outcome)")
        #expect(proxy.connectionCount == 0)
    }
}
#endif
