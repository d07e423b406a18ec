import Testing
import WebhookKit
import WebhookKitTesting
import WebhookKitURLSession

@Suite(.serialized) struct URLSessionTransportTests {
    #if canImport(Darwin)
        static let exclusions = everywhere
    #else
        static let exclusions = everywhere.merging([
            .readsNonUTF8Header: "FoundationNetworking drops responses with such headers.",
            .statusStandsWhenRefusalBodyHangs: "A 302 or 401 is told only after its body.",
            .boundsMemoryOnFlood: "No backpressure: the rest of a flood comes and is dropped.",
            .survivesClosedKeepAlive: "Some requests hang on a connection that has just died.",
            .neverTakesLateUnaskedResponse:
                "Idle connections are used again without a look at them.",
            .brokenHandshakeIsFailure: "A reset in the handshake is told as an unknown error.",
        ]) { first, _ in first }
    #endif

    private static let everywhere: [TransportPromise: Comment] = {
        var exclusions: [TransportPromise: Comment] = [
            .neverSendsReservedHeaders: "A Host header is obeyed; the core lets none through.",
            .neverDecompresses: "URLSession always decompresses.",
            .boundsMemoryOfGzipBomb: "URLSession always decompresses.",
            .judgesAddressAtConnect: "URLSession does not show the address it connects to.",
            .neverSharesConnectionsAcrossPolicies: "There is no judgement at connect to share.",
        ]
        let phases: [TransportPromise] = [
            .namesConnectTimeout, .namesHandshakeTimeout, .namesSendTimeout, .namesResponseTimeout,
        ]
        for promise in phases {
            exclusions[promise] = "URLSession does not say how far a request has got."
        }
        return exclusions
    }()

    /// Cannot be run at all: two trap the process (NativeProtocol.swift:240), and with the other the
    /// queue that all sessions share is never free again.
    #if canImport(Darwin)
        static let promises = TransportPromise.allCases
    #else
        static let promises = TransportPromise.allCases.filter {
            ![
                .unfinishedHeadersAreFailure, .malformedHeaderIsReceivers, .boundsMemoryOfTrailers,
            ].contains($0)
        }
    #endif

    let kit = TransportConformance { URLSessionTransport() }

    @Test(arguments: promises)
    func keepsPromise(_ promise: TransportPromise) async {
        let outcome = await kit.outcome(of: promise)
        // The adapter takes no TLS settings.
        if promise.needs.contains(.tlsSettings), case .skipped = outcome { return }
        guard let reason = Self.exclusions[promise] else {
            #expect(outcome == .kept)
            return
        }
        // Turns red when the platform has learned it, so that the exclusion goes.
        // Whether cancelling gets its turn in time is a matter of luck.
        let isIntermittent = [
            .boundsMemoryOnFlood, .survivesClosedKeepAlive, .neverTakesLateUnaskedResponse,
        ].contains(promise)
        withKnownIssue(reason, isIntermittent: isIntermittent) {
            #expect(outcome == .kept)
        }
    }

    #if !canImport(Darwin)
        @Test func blocksIPv6Literals() async throws {
            let url = try WebhookURL("http://[::1]:9/hooks")
            let request = TransportRequest(
                url: url,
                headers: [],
                body: [],
                deadline: .seconds(5),
                bodyLimit: 0,
                destination: .development
            )
            guard case .failure(let failure) = await URLSessionTransport().send(request) else {
                Issue.record("It was sent.")
                return
            }
            #expect(failure.kind == .blockedDestination(nil))
            #expect(failure.detail.contains("Use a name instead"))
        }
    #endif
}
