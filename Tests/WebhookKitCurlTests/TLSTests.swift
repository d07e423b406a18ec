#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// What the conformance suite does not ask of TLS, because it is this transport's own.
@Suite struct TLSTests {
    @Test func encryptedKeysAreShown() async throws {
        let certificates = try await CertificateSet.shared
        for key in certificates.encryptedClientKeys {
            let outcome = try await send(key: key, passphrase: CertificateSet.passphrase)
            #expect(outcome.status == 200, "\(outcome)")
        }
    }

    /// Without a passphrase OpenSSL would ask for one at the terminal, and all requests would wait.
    @Test(arguments: ["open barley", "", nil])
    func wrongPassphrasesAreOurTrouble(_ passphrase: String?) async throws {
        let certificates = try await CertificateSet.shared
        for key in certificates.encryptedClientKeys {
            let outcome = try await send(key: key, passphrase: passphrase)
            let failure = try #require(outcome.failure)
            #expect(failure.kind == .local)
            #expect(!"\(failure)".contains("barley"))
            for line in key.split(separator: "\n") {
                #expect(!"\(failure)".contains(line))
            }
        }
    }

    @Test(
        arguments: [ReceiverTLS.Version.tls12, .tls13],
        CurlTransport.Configuration.HTTPVersion.allCases
    )
    func minimumVersionIsKept(
        _ version: ReceiverTLS.Version,
        _ httpVersion: CurlTransport.Configuration.HTTPVersion
    ) async throws {
        let certificates = try await CertificateSet.shared
        var tls = ReceiverTLS(identity: certificates.good)
        tls.version = version
        let receiver = try LoopbackReceiver(tls: tls)
        defer { receiver.stop() }
        receiver.on("/", .status(200))
        for minimum in TLSSettings.Version.allCases {
            let transport = try CurlTransport {
                $0.httpVersion = httpVersion
                $0.tls.authorities = .only(try Certificates(pem: certificates.authority))
                $0.tls.minimumVersion = minimum
            }
            let outcome = await transport.send(.test(to: receiver.url(scheme: .https)))
            if version == .tls12, minimum == .tls13 {
                #expect(outcome.failure?.kind == .tls(.version), "\(outcome)")
            } else {
                #expect(outcome.status == 200, "\(outcome)")
            }
        }
    }

    /// Sends to a receiver that wants to know who asks.
    private func send(key: String, passphrase: String?) async throws -> TransportOutcome {
        let certificates = try await CertificateSet.shared
        let receiver = try LoopbackReceiver(
            tls: ReceiverTLS(
                identity: certificates.good,
                clientAuthority: certificates.authority
            )
        )
        defer { receiver.stop() }
        receiver.on("/", .status(200))
        let transport = try CurlTransport {
            $0.tls.authorities = .only(try Certificates(pem: certificates.authority))
            $0.tls.clientCertificate = try ClientCertificate(
                certificates: try Certificates(pem: certificates.client),
                key: key,
                passphrase: passphrase
            )
        }
        return await transport.send(.test(to: receiver.url(scheme: .https)))
    }
}
#endif
