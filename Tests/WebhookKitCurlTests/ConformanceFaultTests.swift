import Testing
import WebhookKit
import WebhookKitTesting

/// Proves the kit: a transport broken in one way breaks the promise about it and no other.
@Suite(.serialized) struct ConformanceFaultTests {
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
        let kit = TransportConformance { setup in
            var setup = setup
            fault.mishear(&setup)
            return TamperedTransport(try ConformanceTests.makeTransport(setup), fault)
        }
        let failures = await kit.run(
            excluding: Dictionary(uniqueKeysWithValues: left.map { ($0, "waits") })
        )
        #expect(failures.map(\.promise) == [fault.breaks], "\(failures)")
    }

    @Test func transportThatCannotBeToldFailsPromisesOfTLS() async {
        let kit = TransportConformance { ScriptedTransport() }
        for promise in [TransportPromise.trustsGivenAuthority, .refusesExpiredCertificate] {
            await #expect(throws: TransportConformance.Failure.self) {
                try await kit.check(promise)
            }
        }
    }
}
