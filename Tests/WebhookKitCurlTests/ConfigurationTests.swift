#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

@Suite struct ConfigurationTests {
    typealias Configuration = CurlTransport.Configuration

    /// A configuration that is refused, and the field that the refusal names.
    struct Wrong: Sendable {
        var field: String
        var change: @Sendable (inout Configuration) -> Void

        init(_ field: String, _ change: @escaping @Sendable (inout Configuration) -> Void) {
            self.field = field
            self.change = change
        }
    }

    @Test(arguments: [
        Wrong("userAgent") { $0.userAgent = "" }, Wrong("userAgent") { $0.userAgent = "a\r\nb" },
        Wrong("connectionsPerHost") { $0.connectionsPerHost = 0 },
        Wrong("connections") { $0.connections = -1 },
        Wrong("idleTimeout") { $0.idleTimeout = .zero },
        Wrong("lifetime") { $0.lifetime = .milliseconds(10) },
        Wrong("source") { $0.source = .interface("") },
        Wrong("source") { $0.source = .interface("eth0!x") },
    ])
    func wrongFieldsAreNamed(_ wrong: Wrong) {
        let error = #expect(throws: FieldError.self) {
            try CurlTransport { wrong.change(&$0) }
        }
        #expect(error?.field == wrong.field)
    }

    @Test func extremesAreTaken() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/", .status(200))
        let transport = try CurlTransport {
            $0.connections = .max
            $0.connectionsPerHost = .max
            $0.idleTimeout = .seconds(Int64.max)
            $0.lifetime = .seconds(Int64.max)
        }
        #expect(await transport.send(.test(to: receiver.url())).status == 200)
        let late = await transport.send(.test(to: receiver.url(), deadline: .seconds(-1)))
        #expect(late.failure?.kind == .timeout(.queue))
    }

    @Test func userAgentAndContentTypeAreSentWhereMissing() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        let transport = try CurlTransport { $0.userAgent = "Shop/1" }
        _ = await transport.send(.test(to: receiver.url()))
        _ = await transport.send(
            .test(to: receiver.url(), headers: [HeaderField("user-agent", "Own/2")])
        )
        let agents = receiver.requests.map { $0.headers.filter { $0.isNamed("User-Agent") } }
        #expect(agents.map { $0.map(\.value) } == [["Shop/1"], ["Own/2"]])
        let types = receiver.requests.map { $0.headers.first(named: "Content-Type") }
        #expect(types == ["application/json", "application/json"])
    }

    @Test func sourceIsKept() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/", .status(200))
        let here = try #require(HostAddress("127.0.0.1"))
        let transport = try CurlTransport { $0.source = .address(here) }
        #expect(await transport.send(.test(to: receiver.url())).status == 200)
        // An address that is not this machine's: our own trouble, which spends no round.
        let elsewhere = try #require(HostAddress("192.0.2.1"))
        for source in [EgressSource.address(elsewhere), .interface("no-such-interface")] {
            let transport = try CurlTransport { $0.source = source }
            let outcome = await transport.send(.test(to: receiver.url()))
            #expect(outcome.failure?.kind == .local)
        }
        #expect(receiver.requestCount() == 1)
    }

    @Test func certificatesAreRead() throws {
        #expect(throws: FieldError.self) { try Certificates(pem: "no PEM") }
        #expect(throws: FieldError.self) { try Certificates(file: "/no/such/file") }
        #expect(throws: FieldError.self) { try Certificates(file: "/tmp") }
        let certificates = try Certificates(pem: "-----BEGIN CERTIFICATE-----")
        let error = #expect(throws: FieldError.self) {
            try ClientCertificate(certificates: certificates, key: "sesame")
        }
        #expect(error?.field == "key" && "\(error as Any)".contains("sesame") == false)
    }

    @Test func descriptionsHideSecrets() throws {
        let certificate = try ClientCertificate(
            certificates: Certificates(pem: "-----BEGIN CERTIFICATE-----"),
            key: "-----BEGIN PRIVATE KEY-----\nsesame",
            passphrase: "sesame"
        )
        let proxy = try EgressProxy(host: "proxy", port: 1, username: "u", password: "sesame")
        var configuration = Configuration()
        configuration.tls.clientCertificate = certificate
        configuration.proxy = proxy
        var text = "\(certificate) \(proxy) \(configuration) \(String(reflecting: configuration))"
        dump(configuration, to: &text)
        #expect(!text.contains("sesame"))
    }
}
#endif
