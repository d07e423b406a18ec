#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#endif

/// A proxy that the script has started, such as `https+password=20001`.
struct ProxyServer: Sendable, CustomTestStringConvertible {
    let name: String
    let port: Int

    var testDescription: String { name }
    var scheme: EgressProxy.Scheme? {
        EgressProxy.Scheme(rawValue: String(name.prefix { $0 != "+" }))
    }
    private var wantsPassword: Bool { name.hasSuffix("+password") }

    static let all: [ProxyServer] = (variable("WEBHOOKKIT_PROXIES") ?? "").split(separator: " ")
        .compactMap { word in
            let parts = word.split(separator: "=")
            guard parts.count == 2, let port = Int(parts[1]) else { return nil }
            return ProxyServer(name: String(parts[0]), port: port)
        }
    static let withPassword = all.filter(\.wantsPassword)
    static let authority = variable("WEBHOOKKIT_PROXIES_AUTHORITY")

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// A transport that goes through it.
    func transport(
        password: String? = nil,
        _ change: (inout CurlTransport.Configuration) throws -> Void = { _ in }
    ) async throws -> CurlTransport {
        let receivers = try await CertificateSet.shared.authority
        let own = try Certificates(file: try #require(Self.authority))
        let right = scheme == .socks5 ? "pa:ss" : "sesame"
        return try CurlTransport {
            // The webhook's authorities are for its receiver, the default ones for the proxy.
            $0.tls.authorities = .only(own)
            let tls = TLSSettings(authorities: .only(try Certificates(pem: receivers)))
            $0.tlsForRequest = { _ in tls }
            $0.proxy = try EgressProxy(
                scheme: try #require(scheme),
                host: "localhost",
                port: port,
                username: wantsPassword ? "sender" : nil,
                password: wantsPassword ? password ?? right : nil
            )
            try change(&$0)
        }
    }
}

/// Behind real proxies, which `Scripts/proxies` starts.
@Suite(.enabled(if: !ProxyServer.all.isEmpty, "Scripts/proxies runs it")) struct ProxyServersTests {
    @Test(arguments: ProxyServer.all, CurlTransport.Configuration.HTTPVersion.allCases)
    func requestsArrive(
        _ proxy: ProxyServer,
        _ version: CurlTransport.Configuration.HTTPVersion
    ) async throws {
        let transport = try await proxy.transport { $0.httpVersion = version }
        for scheme in WebhookURL.Scheme.allCases {
            let receiver = try await Self.receiver(scheme)
            defer { receiver.stop() }
            receiver.on("/hooks") { .status(200, body: $0.body) }
            let url = receiver.url("/hooks", scheme: scheme, host: "localhost")
            await withTaskGroup(of: Void.self) { group in
                for lane in 0..<8 {
                    group.addTask {
                        for number in 0..<10 {
                            let body = Array("\(lane)-\(number)".utf8)
                            let outcome = await transport.send(
                                .test(to: url, body: body, deadline: .seconds(60))
                            )
                            guard case .response(let response) = outcome else {
                                Issue.record("\(scheme): \(outcome)")
                                continue
                            }
                            #expect(response.status == 200 && response.body == body)
                        }
                    }
                }
            }
            #expect(receiver.requestCount() == 80)
            // tinyproxy says so in requests that it can read, and closes after each of them.
            let isRead = scheme == .http && proxy.scheme != .socks5
            let passed = receiver.requests.count { $0.headers.first(named: "Via") != nil }
            #expect(passed == (isRead ? 80 : 0))
            if !isRead { #expect(receiver.connectionCount <= 8) }
            let credentials = receiver.requests.compactMap {
                $0.headers.first(named: "Proxy-Authorization")
            }
            #expect(credentials.isEmpty, "\(scheme)")
        }
    }

    /// Our own trouble, which spends no round (D-16).
    @Test(arguments: ProxyServer.withPassword)
    func wrongPasswordsAreOurTrouble(_ proxy: ProxyServer) async throws {
        let transport = try await proxy.transport(password: "open barley")
        let receiver = try await Self.receiver(.https)
        defer { receiver.stop() }
        let outcome = await transport.send(.test(to: receiver.url(scheme: .https)))
        #expect(outcome.failure?.kind == .local, "\(outcome)")
        #expect(outcome.failure?.detail.contains("barley") == false)
        #expect(receiver.connectionCount == 0)
    }

    /// The receiver's trouble: no port there, or no such name.
    @Test(arguments: ProxyServer.all)
    func receiversThatCannotBeReachedAreTold(_ proxy: ProxyServer) async throws {
        let transport = try await proxy.transport()
        let port = try ClosedPort()
        let closed = try WebhookURL("https://127.0.0.1:\(port.number)/")
        for url in [closed, try WebhookURL("https://nobody.invalid/")] {
            let outcome = await transport.send(.test(to: url, deadline: .seconds(60)))
            #expect(outcome.failure?.kind == .connect, "\(url): \(outcome)")
        }
    }

    /// What is wrong with the receiver's certificate stays the receiver's trouble.
    @Test(arguments: ProxyServer.all)
    func certificatesOfReceiversAreJudged(_ proxy: ProxyServer) async throws {
        let transport = try await proxy.transport()
        let certificates = try await CertificateSet.shared
        let receiver = try LoopbackReceiver(tls: ReceiverTLS(identity: certificates.stranger))
        defer { receiver.stop() }
        let outcome = await transport.send(.test(to: receiver.url(scheme: .https)))
        // With TLS in TLS libcurl loses the reason: the end of the handshake is all that is left.
        let isLost = proxy.scheme == .https
        let kinds: [TransportFailure.Kind] = isLost ? [.reset, .tls(.handshake)] : []
        let kind = try #require(outcome.failure?.kind)
        #expect((kinds + [.tls(.untrusted)]).contains(kind), "\(outcome)")
        #expect(receiver.requestCount() == 0)
    }

    /// The deadline holds behind a proxy too, in the receiver's handshake and for its answer.
    @Test(arguments: ProxyServer.all)
    func receiversThatHangAreTimedOut(_ proxy: ProxyServer) async throws {
        let transport = try await proxy.transport()
        let mute = try LoopbackReceiver(greeting: .hangBeforeHeaders)
        let slow = try await Self.receiver(.https)
        defer {
            mute.stop()
            slow.stop()
        }
        slow.on("/", .hangBeforeHeaders)
        for (receiver, phase) in [(mute, TransportFailure.Phase.handshake), (slow, .response)] {
            let outcome = await transport.send(
                .test(to: receiver.url(scheme: .https), deadline: .seconds(3))
            )
            #expect(outcome.failure?.kind == .timeout(phase), "\(outcome)")
        }
    }

    private static func receiver(_ scheme: WebhookURL.Scheme) async throws -> LoopbackReceiver {
        guard scheme == .https else { return try LoopbackReceiver() }
        return try LoopbackReceiver(
            tls: ReceiverTLS(identity: try await CertificateSet.shared.good)
        )
    }
}
#endif
