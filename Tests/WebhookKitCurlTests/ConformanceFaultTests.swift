#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitTesting

/// Proves the kit: a transport broken in one way breaks the promise about it and no other.
@Suite(.serialized) struct ConformanceFaultTests {
    /// Checked beside the broken one; the others mostly wait for deadlines.
    static let quickPromises: Set<TransportPromise> = [
        .sendsHeadersAsGiven, .oneRequestOnTheWire, .readsResponse, .capsBody,
        .neverFollowsRedirects, .answersChallengeWith401, .neverSendsCookiesBack,
        .refusedIsConnectFailure, .cancellationIsPrompt,
    ]

    @Test(arguments: TransportFault.all)
    func faultTurnsItsOwnPromiseRed(_ fault: TransportFault) async {
        let kit = TransportConformance { setup in
            var setup = setup
            fault.mishear(&setup)
            return TamperedTransport(try ConformanceTests.makeTransport(setup), fault)
        }
        let failures = await Self.broken(Self.quickPromises.union([fault.breaks]), by: kit)
        #expect(failures.contains(fault.breaks))
        // On a busy machine a deadline slips now and then; what is really broken is so again.
        let others = await Self.broken(failures.subtracting([fault.breaks]), by: kit)
        #expect(others.isEmpty)
    }

    private static func broken(
        _ promises: Set<TransportPromise>,
        by kit: TransportConformance
    ) async -> Set<TransportPromise> {
        let left = TransportPromise.allCases.filter { !promises.contains($0) }
        let failures = await kit.run(
            excluding: Dictionary(uniqueKeysWithValues: left.map { ($0, "waits") })
        )
        return Set(failures.map(\.promise))
    }

    @Test func transportThatCannotBeToldHasPromisesOfTLSSkipped() async {
        let kit = TransportConformance { ScriptedTransport() }
        for promise in [TransportPromise.trustsGivenAuthority, .refusesExpiredCertificate] {
            guard case .skipped = await kit.outcome(of: promise) else {
                Issue.record("\(promise) was checked")
                continue
            }
        }
    }
}
#endif
