import WebhookKit

/// Certificates and versions that are refused, and those that are not.
struct TLSChecks: TransportChecks {
    let trial: TransportTrial

    typealias TLS = TransportConformance.Setup.TLS

    func brokenHandshakeIsFailure() async throws {
        for greeting in [ReceiverReply.closeAtOnce, .reset] {
            // The wait lets the connection be made before it breaks.
            let wait = Duration.milliseconds(50)
            let broken = try LoopbackReceiver(greeting: greeting.delayed(by: wait))
            defer { broken.stop() }
            let result = await send(to: broken.url(scheme: .https), deadline: .seconds(5))
            try expectFailure(result, "reset or tls") { $0 == .reset || $0.isTLS }
            try expectWithin(.seconds(1), result)
        }
    }

    func trustsGivenAuthority() async throws {
        let certificates = try await CertificateSet.shared
        let transport = try transport(TLS(authority: certificates.authority))
        for identity in [certificates.good, certificates.chained] {
            let body = Array("over TLS".utf8)
            let receiver = try receiver(identity, answering: .status(200, body: body))
            defer { receiver.stop() }
            for host in ["127.0.0.1", "localhost"] {
                let result = await sendTLS(to: receiver, host: host, over: transport)
                let response = try expectResponse(result, 200)
                try expect(response.body == body, "The body arrived as \(response.body).")
            }
            try expect(receiver.requestCount() == 2, "\(receiver.requestCount()) requests came.")
        }
    }

    func refusesUntrustedAuthority() async throws {
        try await refuses(\.good, as: .untrusted, isTrusting: false)
        try await refuses(\.stranger, as: .untrusted)
    }

    func refusesOutdatedTLS() async throws {
        let certificates = try await CertificateSet.shared
        let transport = try transport(TLS(authority: certificates.authority))
        var tls = ReceiverTLS(identity: certificates.good)
        tls.version = .tls11
        let receiver = try LoopbackReceiver(tls: tls)
        defer { receiver.stop() }
        receiver.on(Self.path, .status(200))
        try await expectRefusal(.version, by: receiver, over: transport)
    }

    func showsClientCertificate() async throws {
        let certificates = try await CertificateSet.shared
        let receiver = try receiver(certificates.good, clientsOf: certificates.authority)
        defer { receiver.stop() }
        let transport = try transport(client(certificates))
        _ = try expectResponse(await sendTLS(to: receiver, over: transport), 200)
        try expect(receiver.requestCount() == 1, "\(receiver.requestCount()) requests came.")
    }

    func missingClientCertificateIsTLSFailure() async throws {
        let certificates = try await CertificateSet.shared
        let receiver = try receiver(certificates.good, clientsOf: certificates.authority)
        defer { receiver.stop() }
        let transport = try transport(TLS(authority: certificates.authority))
        try await expectRefusal(.clientCertificate, by: receiver, over: transport)
    }

    func neverSharesConnectionsAcrossTLSSettings() async throws {
        let certificates = try await CertificateSet.shared
        let (known, plain) = (try Webhook.ID("known"), try Webhook.ID("plain"))
        let transport = try transport(
            TLS(),
            byWebhook: [
                known: client(certificates), plain: TLS(authority: certificates.authority),
            ]
        )
        let receiver = try receiver(certificates.good, clientsOf: certificates.authority)
        defer { receiver.stop() }
        for round in 1...2 {
            let result = await sendTLS(to: receiver, over: transport, for: known)
            _ = try expectResponse(result, 200)
            // Now there are a connection and a session that only this webhook may use.
            for (id, problem) in [
                (plain, TransportFailure.TLSProblem.clientCertificate), (nil, .untrusted),
            ] {
                let result = await sendTLS(to: receiver, over: transport, for: id)
                try expectFailure(result, "tls(.\(problem))") { $0 == .tls(problem) }
                let count = receiver.requestCount()
                try expect(count == round, "\(count) requests came instead of \(round).")
            }
        }
    }

    func neverFollowsRedirectsOverTLS() async throws {
        let certificates = try await CertificateSet.shared
        let transport = try transport(TLS(authority: certificates.authority))
        let receiver = try receiver(certificates.good)
        defer { receiver.stop() }
        receiver.on("/target", .status(200))
        for status in [301, 302, 303, 307, 308] {
            for location in ["/target", receiver.url("/target", scheme: .https).string] {
                let fields = [HeaderField("Location", location)]
                receiver.on(Self.path, .status(status, headers: fields))
                let response = try expectResponse(
                    await sendTLS(to: receiver, over: transport),
                    status
                )
                let seen = response.headers.first(named: "Location")
                try expect(seen == location, "Location is \(seen ?? "missing").")
            }
        }
        try expect(receiver.requestCount(path: "/target") == 0, "The target was called.")
        try expect(receiver.requestCount() == 10, "\(receiver.requestCount()) requests came.")
    }

    func refusesIncompleteChain() async throws {
        try await refuses(\.incomplete, as: .untrusted)
    }

    func refusesExpiredCertificate() async throws {
        try await refuses(\.expired, as: .expired)
    }

    func refusesCertificateNotYetValid() async throws {
        try await refuses(\.notYetValid, as: .notYetValid)
    }

    func refusesWrongHost() async throws {
        try await refuses(\.wrongHost, as: .wrongHost)
    }

    func refusesSelfSignedCertificate() async throws {
        try await refuses(\.selfSigned, as: .selfSigned)
    }

    func garbledTLSIsTLSFailure() async throws {
        let garbled = try LoopbackReceiver(greeting: .http09)
        defer { garbled.stop() }
        let result = await send(to: garbled.url(scheme: .https))
        try expectFailure(result, "tls") { $0.isTLS }
    }

    // MARK: What they have in common

    private func receiver(
        _ identity: String,
        clientsOf authority: String? = nil,
        answering reply: ReceiverReply = .status(200)
    ) throws -> LoopbackReceiver {
        let tls = ReceiverTLS(identity: identity, clientAuthority: authority)
        let receiver = try LoopbackReceiver(tls: tls)
        receiver.on(Self.path, reply)
        return receiver
    }

    private func client(_ certificates: CertificateSet) -> TLS {
        var tls = TLS(authority: certificates.authority)
        tls.clientCertificate = certificates.client
        tls.clientKey = certificates.clientKey
        return tls
    }

    private func sendTLS(
        to receiver: LoopbackReceiver,
        host: String = "127.0.0.1",
        over transport: any WebhookTransport,
        for id: Webhook.ID? = nil
    ) async -> TimedOutcome {
        await send(
            to: receiver.url(Self.path, scheme: .https, host: host),
            over: transport,
            deadline: .seconds(5),
            webhookID: id
        )
    }

    private func expectRefusal(
        _ problem: TransportFailure.TLSProblem,
        by receiver: LoopbackReceiver,
        host: String = "127.0.0.1",
        over transport: any WebhookTransport
    ) async throws {
        let result = await sendTLS(to: receiver, host: host, over: transport)
        try expectFailure(result, "tls(.\(problem))") { $0 == .tls(problem) }
        try expectWithin(.seconds(2), result)
        let count = receiver.requestCount()
        try expect(count == 0, "\(count) requests came.")
    }

    /// Makes a transport that was told something.
    private func transport(
        _ tls: TLS,
        byWebhook: [Webhook.ID: TLS] = [:]
    ) throws -> any WebhookTransport {
        try trial.factory(.init(tls: tls, tlsByWebhook: byWebhook))
    }

    /// The given problem is seen in a certificate, and no request is sent; the good one still passes.
    private func refuses(
        _ identity: KeyPath<CertificateSet, String>,
        as problem: TransportFailure.TLSProblem,
        isTrusting: Bool = true
    ) async throws {
        let certificates = try await CertificateSet.shared
        let authority = isTrusting ? certificates.authority : nil
        let transport = try transport(TLS(authority: authority))
        let receiver = try receiver(certificates[keyPath: identity])
        defer { receiver.stop() }
        for host in ["127.0.0.1", "localhost"] {
            try await expectRefusal(problem, by: receiver, host: host, over: transport)
        }
        try expect(receiver.connectionCount > 0, "The receiver saw no connection.")
    }
}
