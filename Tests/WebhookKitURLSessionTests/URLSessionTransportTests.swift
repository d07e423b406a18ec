import Testing
import WebhookKit
import WebhookKitTesting
import WebhookKitURLSession

@Suite struct URLSessionTransportTests {
    #if canImport(Darwin)
        static let exclusions: [TransportPromise: Comment] = [:]
    #else
        static let exclusions: [TransportPromise: Comment] = [
            .readsNonUTF8Header: "FoundationNetworking drops responses with such headers."
        ]
    #endif

    let kit = TransportConformance { URLSessionTransport() }

    @Test(arguments: TransportPromise.allCases)
    func keepsPromise(_ promise: TransportPromise) async throws {
        guard let reason = Self.exclusions[promise] else { return try await kit.check(promise) }
        // Turns red when the platform has learned it, so that the exclusion goes.
        await withKnownIssue(reason) { try await kit.check(promise) }
    }
}
