#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitTesting

extension TransportFault {
    /// Many at once, and what connections are shared by.
    static let connections: [TransportFault] = [
        answering(.concurrentRequestsAllArrive) { response, request in
            var response = response
            if request.url.string.hasSuffix("/number/7") { response.body = Array("8".utf8) }
            return .response(response)
        },
        TransportFault(.cancellingManyIsPrompt) { send in
            let counter = Counter()
            return { request in
                guard await counter.next() == 50 else { return await send(request) }
                var request = request
                request.deadline = min(request.deadline, .seconds(2))
                return await Task { [request] in await send(request) }.value
            }
        },
        changing(.judgesAddressAtConnect) { request in
            if request.url.scheme == .https { request.destination = .development }
        },
        TransportFault(.neverSharesConnectionsAcrossPolicies) { send in
            let first = FirstPolicy()
            return { request in
                var request = request
                request.destination = await first.policy(or: request.destination)
                return await send(request)
            }
        },
    ]

    /// What the check of TLS is told, and what becomes of it.
    static let tls: [TransportFault] = [
        confusing(.refusesUntrustedAuthority, .tls(.untrusted), with: .tls(.selfSigned)),
        confusing(.refusesIncompleteChain, .tls(.untrusted), with: .tls(.handshake)),
        confusing(.refusesExpiredCertificate, .tls(.expired), with: .tls(.handshake)),
        confusing(.refusesCertificateNotYetValid, .tls(.notYetValid), with: .tls(.expired)),
        confusing(.refusesWrongHost, .tls(.wrongHost), with: .tls(.untrusted)),
        confusing(.refusesSelfSignedCertificate, .tls(.selfSigned), with: .tls(.untrusted)),
        confusing(.refusesOutdatedTLS, .tls(.version), with: .tls(.handshake)),
        confusing(.missingClientCertificateIsTLSFailure, .tls(.clientCertificate), with: .reset),
        mishearing(.trustsGivenAuthority) { $0.tls.authority = nil },
        mishearing(.showsClientCertificate) { $0.tls.clientCertificate = nil },
        changing(.neverSharesConnectionsAcrossTLSSettings) { request in
            guard request.url.scheme == .https, request.webhookID == nil else { return }
            request.webhookID = try? Webhook.ID("known")
        },
        TransportFault(.brokenHandshakeIsFailure) { send in
            { request in
                let outcome = await send(request)
                guard case .failure(let failure) = outcome, request.url.scheme == .https else {
                    return outcome
                }
                return .failure(TransportFailure(.connect, failure.detail))
            }
        },
        TransportFault(.neverFollowsRedirectsOverTLS) { send in
            { request in
                let outcome = await send(request)
                guard case .response(let response) = outcome, request.url.scheme == .https,
                    let location = response.headers.first(named: "Location"),
                    let target = try? WebhookURL(location)
                else { return outcome }
                var next = request
                next.url = target
                _ = await send(next)
                return outcome
            }
        },
    ]
}

private actor Counter {
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}

private actor FirstPolicy {
    private var policy: DestinationPolicy?

    func policy(or other: DestinationPolicy) -> DestinationPolicy {
        policy = policy ?? other
        return policy ?? other
    }
}
#endif
