#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// Every promise, nothing excluded.
@Suite(.serialized) struct ConformanceTests {
    let kit = TransportConformance { setup in try Self.makeTransport(setup) }

    @Test(arguments: TransportPromise.allCases)
    func keepsPromise(_ promise: TransportPromise) async {
        #expect(await kit.outcome(of: promise) == .kept)
    }

    @Sendable static func makeTransport(
        _ setup: TransportConformance.Setup
    ) throws -> CurlTransport {
        var configuration = CurlTransport.Configuration()
        configuration.tls = try TLSSettings(setup.tls)
        let settings = try setup.tlsByWebhook.mapValues { try TLSSettings($0) }
        configuration.tlsForRequest = { request in
            request.webhookID.flatMap { settings[$0] }
        }
        return try CurlTransport(configuration: configuration)
    }
}

extension TLSSettings {
    /// What a check of the kit asks for.
    fileprivate init(_ tls: TransportConformance.Setup.TLS) throws {
        self.init()
        if let authority = tls.authority {
            authorities = .systemAnd(try Certificates(pem: authority))
        }
        if let certificate = tls.clientCertificate, let key = tls.clientKey {
            clientCertificate = try ClientCertificate(
                certificates: try Certificates(pem: certificate),
                key: key
            )
        }
    }
}
#endif
