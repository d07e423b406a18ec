#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// Proxies that fail, and whose trouble it is: ours spends no round (D-16), so a receiver must not
/// be able to cause it.
@Suite struct ProxyFailureTests {
    typealias Kind = TransportFailure.Kind

    /// A proxy, what it does, and what is made of that.
    struct Trouble: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reply: ReceiverReply
        var kind: Kind

        init(_ name: String, _ reply: ReceiverReply, _ kind: Kind) {
            (testDescription, self.reply, self.kind) = (name, reply, kind)
        }

        static func refusal(_ status: Int, _ header: String? = nil) -> ReceiverReply {
            .status(status, headers: header.map { [HeaderField($0, "Basic realm=\"x\"")] } ?? [])
        }
    }

    @Test(
        arguments: [EgressProxy.Scheme.http, .https],
        [
            Trouble("reset", .reset, .local), Trouble("close", .closeAtOnce, .local),
            Trouble("garbage", .garbage, .local),
            Trouble(
                "half an answer",
                ReceiverReply(Array("HTTP/1.1 ".utf8), ending: .close),
                .local
            ),
            Trouble("hang", .hangBeforeHeaders, .timeout(.connect)),
            Trouble("407", Trouble.refusal(407, "Proxy-Authenticate"), .local),
            Trouble("401 as tinyproxy has it", Trouble.refusal(401, "WWW-Authenticate"), .local),
            Trouble("407 as Smokescreen has it", Trouble.refusal(407), .connect),
            Trouble("403", Trouble.refusal(403), .connect),
            Trouble("502", Trouble.refusal(502), .connect),
            // From here on it is the receiver that closes and hangs.
            Trouble("tunnel, close", .status(200).ending(.close), .reset),
            Trouble("tunnel, reset", .status(200).ending(.reset), .reset),
            Trouble("tunnel, hang", .status(200).ending(.hang), .timeout(.handshake)),
        ]
    )
    func tunnelsFail(_ scheme: EgressProxy.Scheme, _ trouble: Trouble) async throws {
        let proxy = try await Self.proxy(scheme)
        defer { proxy.stop() }
        proxy.on("shop.example:443", trouble.reply)
        let failure = try await failure(
            "https://shop.example/",
            through: proxy,
            scheme,
            hangs: trouble.kind.isTimeout
        )
        #expect(failure.kind == trouble.kind, "\(failure)")
        #expect(proxy.requests.map(\.method) == ["CONNECT"])
    }

    /// A round would be the receiver's loss.
    @Test(arguments: EgressProxy.Scheme.allCases)
    func proxiesThatCannotBeReachedAreOurTrouble(_ scheme: EgressProxy.Scheme) async throws {
        // For documentation alone (RFC 5737): nothing is there.
        let transport = try CurlTransport {
            $0.proxy = try EgressProxy(scheme: scheme, host: "192.0.2.1", port: 8080)
        }
        for url in ["http://shop.example/", "https://shop.example/"] {
            let outcome = await transport.send(
                .test(to: try WebhookURL(url), deadline: .milliseconds(300))
            )
            #expect(outcome.failure?.kind == .local, "\(outcome)")
        }
    }

    /// Without a tunnel nothing tells the proxy's endings from the receiver's.
    @Test(arguments: [EgressProxy.Scheme.http, .https])
    func requestsPassedOnFail(_ scheme: EgressProxy.Scheme) async throws {
        for (reply, kind) in [
            (ReceiverReply.reset, Kind.reset), (.closeAtOnce, .reset),
            (.hangBeforeHeaders, .timeout(.response)), (.garbage, .protocolError),
        ] {
            let proxy = try await Self.proxy(scheme)
            defer { proxy.stop() }
            proxy.on("http://shop.example/", reply)
            let failure = try await failure(
                "http://shop.example/",
                through: proxy,
                scheme,
                hangs: kind.isTimeout
            )
            #expect(failure.kind == kind, "\(failure)")
        }
    }

    @Test(arguments: [407, 502])
    func statusesWithoutATunnelAreTheReceivers(_ status: Int) async throws {
        let proxy = try await Self.proxy(.http)
        defer { proxy.stop() }
        proxy.on("http://shop.example/", Trouble.refusal(status, "Proxy-Authenticate"))
        let transport = try CurlTransport {
            $0.proxy = try EgressProxy(host: "127.0.0.1", port: proxy.port)
        }
        let outcome = await transport.send(.test(to: try WebhookURL("http://shop.example/")))
        #expect(outcome.status == status)
    }

    @Test(arguments: ["http://shop.example/", "https://shop.example/"])
    func httpsProxiesThatCannotShakeHandsAreOurTrouble(_ url: String) async throws {
        let certificates = try await CertificateSet.shared
        var old = ReceiverTLS(identity: certificates.good)
        old.version = .tls12
        let strict = ReceiverTLS(
            identity: certificates.good,
            clientAuthority: certificates.authority
        )
        for tls in [
            ReceiverTLS(identity: certificates.stranger),
            ReceiverTLS(identity: certificates.wrongHost),
            ReceiverTLS(identity: certificates.expired), strict, old,
        ] {
            let proxy = try LoopbackReceiver(tls: tls)
            defer { proxy.stop() }
            let failure = try await failure(url, through: proxy, .https) {
                $0.tls.minimumVersion = .tls13
            }
            #expect(failure.kind == .local, "\(failure)")
            #expect(proxy.requestCount() == 0)
        }
        for (greeting, kind) in [
            (ReceiverReply.reset, Kind.local), (.closeAtOnce, .local), (.garbage, .local),
            (.hangBeforeHeaders, .timeout(.connect)),
        ] {
            let proxy = try LoopbackReceiver(greeting: greeting)
            defer { proxy.stop() }
            let failure = try await failure(url, through: proxy, .https, hangs: kind.isTimeout)
            #expect(failure.kind == kind, "\(failure)")
        }
    }

    /// The parts of RFC 1928 and RFC 1929, up to where each is broken off.
    @Test(
        arguments: ["http://shop.example/", "https://shop.example/"],
        [
            [], [5], [5, 0xFF], [5, 0], [5, 2], [5, 2, 1, 1], [5, 2, 1, 0], [5, 0, 5, 0],
            [0, 90, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func brokenSOCKSIsOurTrouble(_ url: String, _ bytes: [UInt8]) async throws {
        for ending in [ReceiverReply.Ending.reset, .close, .hang] {
            let proxy = try LoopbackReceiver(greeting: ReceiverReply(bytes, ending: ending))
            defer { proxy.stop() }
            let failure = try await failure(url, through: proxy, .socks5, hangs: ending == .hang)
            if case .timeout(let phase) = failure.kind {
                // With TLS to come libcurl does not tell whether the proxy is through.
                #expect(phase == (url.hasPrefix("https") ? .handshake : .connect))
                #expect(ending == .hang)
            } else {
                #expect(failure.kind == .local, "\(failure)")
            }
        }
    }

    /// A webhook's own authorities are for its receiver.
    @Test func webhooksHaveNoSayInTheProxysTLS() async throws {
        let proxy = try await Self.proxy(.https)
        defer { proxy.stop() }
        proxy.on("http://shop.example/", .status(200))
        let authority = try await CertificateSet.shared.authority
        let stranger = try await CertificateSet.shared.selfSigned
        let transport = try CurlTransport {
            $0.proxy = try EgressProxy(scheme: .https, host: "localhost", port: proxy.port)
            $0.tls.authorities = .only(try Certificates(pem: authority))
            let tls = TLSSettings(authorities: .only(try Certificates(pem: stranger)))
            $0.tlsForRequest = { _ in tls }
        }
        let outcome = await transport.send(.test(to: try WebhookURL("http://shop.example/")))
        #expect(outcome.status == 200, "\(outcome)")
    }

    private func failure(
        _ url: String,
        through proxy: LoopbackReceiver,
        _ scheme: EgressProxy.Scheme,
        hangs: Bool = false,
        _ change: (inout CurlTransport.Configuration) -> Void = { _ in }
    ) async throws -> TransportFailure {
        let authority = try await CertificateSet.shared.authority
        let transport = try CurlTransport {
            $0.tls.authorities = .only(try Certificates(pem: authority))
            $0.proxy = try EgressProxy(
                scheme: scheme,
                host: "127.0.0.1",
                port: proxy.port,
                username: "sender",
                password: "sesame"
            )
            change(&$0)
        }
        let outcome = await transport.send(
            .test(to: try WebhookURL(url), deadline: .seconds(hangs ? 2 : 60))
        )
        let failure = try #require(outcome.failure)
        #expect(!failure.detail.contains("sesame"))
        return failure
    }

    private static func proxy(_ scheme: EgressProxy.Scheme) async throws -> LoopbackReceiver {
        guard scheme == .https else { return try LoopbackReceiver() }
        return try LoopbackReceiver(
            tls: ReceiverTLS(identity: try await CertificateSet.shared.good)
        )
    }
}

extension TransportFailure.Kind {
    fileprivate var isTimeout: Bool {
        if case .timeout = self { true } else { false }
    }
}
#endif
