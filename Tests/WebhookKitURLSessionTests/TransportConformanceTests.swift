import Testing
import WebhookKit
import WebhookKitTesting
import WebhookKitURLSession

/// Proves the kit: a transport broken in one way breaks the promise about it and no other.
extension URLSessionTransportTests {
    /// Checked beside the broken one; the others mostly wait for deadlines.
    static let quickPromises: Set<TransportPromise> = [
        .sendsExactBytes, .sendsHeadersAsGiven, .oneRequestOnTheWire, .readsResponse, .capsBody,
        .neverFollowsRedirects, .answersChallengeWith401, .neverSendsCookiesBack,
        .refusedIsConnectFailure, .cancellationIsPrompt,
    ]

    @Test(arguments: TransportFault.all)
    func faultTurnsItsOwnPromiseRed(_ fault: TransportFault) async {
        let checked = Self.quickPromises.union([fault.breaks])
        let left = TransportPromise.allCases.filter { !checked.contains($0) }
        let kit = TransportConformance { TamperedTransport(URLSessionTransport(), fault) }
        let failures = await kit.run(
            excluding: Dictionary(uniqueKeysWithValues: left.map { ($0, "waits") })
        )
        #expect(failures.map(\.promise) == [fault.breaks], "\(failures)")
    }
}
