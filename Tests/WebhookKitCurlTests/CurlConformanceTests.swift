import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

@Suite(.serialized) struct CurlConformanceTests {
    let kit = TransportConformance { CurlTransport() }

    @Test(arguments: TransportPromise.allCases)
    func keepsPromise(_ promise: TransportPromise) async throws {
        try await kit.check(promise)
    }
}
