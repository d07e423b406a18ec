import Testing

@testable import WebhookKit

@Suite struct SenderMonitorTests {
    private var monitor = SenderMonitor()

    private func attempt(
        _ host: Int,
        of tenant: Int,
        at seconds: Int = 0,
        hasAnswered: Bool = true
    ) throws -> SenderMonitor.Attempt {
        SenderMonitor.Attempt(
            host: .name("h\(host)"),
            tenant: try Organization("org\(tenant)"),
            hasAnswered: hasAnswered,
            began: .seconds(seconds)
        )
    }

    private mutating func record(
        _ evidence: NetworkEvidence,
        _ attempt: SenderMonitor.Attempt,
        after seconds: Int = 15,
        threshold: Int? = 5
    ) -> SenderMonitor.Finding {
        monitor.record(
            evidence,
            of: attempt,
            at: attempt.began + .seconds(seconds),
            threshold: threshold
        )
    }

    @Test mutating func fiveHostsOfThreeTenantsMakeTheSenderSuspect() throws {
        for host in 0..<4 {
            #expect(record(.silence, try attempt(host, of: host)) == .unchanged)
        }
        #expect(record(.silence, try attempt(3, of: 3)) == .unchanged, "the same again")
        #expect(monitor.suspectFor(at: .seconds(15)) == nil)
        #expect(record(.silence, try attempt(4, of: 0)) == .suspect(hosts: 5, isNews: true))
        #expect(monitor.suspectFor(at: .seconds(16)) == .seconds(1))
        #expect(record(.silence, try attempt(5, of: 0)) == .unchanged)
    }

    @Test mutating func hostsOfFewTenantsAreFourTimesAsMany() throws {
        for host in 0..<19 {
            #expect(record(.silence, try attempt(host, of: host % 2)) == .unchanged)
        }
        #expect(record(.silence, try attempt(19, of: 0)) == .suspect(hosts: 20, isNews: true))
    }

    /// Fault 54.
    @Test mutating func hostsOfFewTenantsAreNothingWhereOthersAnsweredLately() throws {
        _ = record(.answer, try attempt(99, of: 9), after: 0)
        for host in 0..<100 {
            let attempt = try attempt(host, of: host % 2, at: 3600)
            #expect(record(.silence, attempt) == .unchanged)
        }
    }

    /// Fault 54.
    @Test mutating func whoNeverAnsweredIsNoEvidence() throws {
        for host in 0..<100 {
            let attempt = try attempt(host, of: host, hasAnswered: false)
            #expect(record(.silence, attempt) == .unchanged)
        }
    }

    /// Fault 54.
    @Test mutating func anAnswerMeanwhileContradictsAllThatBeganBefore() throws {
        _ = record(.answer, try attempt(99, of: 9), after: 5)
        for host in 0..<100 {
            #expect(record(.silence, try attempt(host, of: host, at: 5)) == .unchanged)
        }
    }

    @Test mutating func aWhileMustPassWithoutAnAnswer() throws {
        _ = record(.answer, try attempt(99, of: 9), after: 0)
        for host in 0..<100 {
            let attempt = try attempt(host, of: host, at: 1)
            #expect(record(.silence, attempt, after: 8) == .unchanged)
        }
        let last = try attempt(0, of: 0, at: 2)
        #expect(record(.silence, last, after: 8) == .suspect(hosts: 100, isNews: true))
    }

    @Test mutating func theSystemsWordSuffices() throws {
        let attempt = try attempt(0, of: 0, hasAnswered: false)
        #expect(record(.noNetwork, attempt) == .suspect(hosts: 1, isNews: true))
        #expect(monitor.holdsBack(.silence, of: attempt, at: .seconds(16)))
        #expect(!monitor.holdsBack(.answer, of: attempt, at: .seconds(16)))
    }

    @Test mutating func whatAnAnswerContradictsDoesNotCountAgainUntilItAnswers() throws {
        _ = record(.noNetwork, try attempt(0, of: 0))
        #expect(record(.answer, try attempt(1, of: 0, at: 20)) == .cleared)
        #expect(record(.noNetwork, try attempt(0, of: 0, at: 40)) == .unchanged)
        #expect(record(.answer, try attempt(0, of: 0, at: 60)) == .unchanged)
        let again = try attempt(0, of: 0, at: 80)
        #expect(record(.noNetwork, again) == .suspect(hosts: 1, isNews: false), "within the hour")
    }

    /// Fault 38.
    @Test mutating func whatWasUnderWayWhenTheNetworkCameBackIsHeldBack() throws {
        let early = try attempt(2, of: 0, at: 30)
        _ = record(.noNetwork, try attempt(0, of: 0))
        _ = record(.answer, try attempt(1, of: 0, at: 16))
        #expect(monitor.holdsBack(.silence, of: early, at: .seconds(45)))
        let later = try attempt(2, of: 0, at: 32)
        #expect(!monitor.holdsBack(.silence, of: later, at: .seconds(47)))
    }

    @Test mutating func itEndsAfterADay() throws {
        let attempt = try attempt(0, of: 0)
        _ = record(.noNetwork, attempt)
        #expect(monitor.suspectFor(at: .seconds(86_414)) != nil)
        #expect(monitor.suspectFor(at: .seconds(86_415)) == nil)
        #expect(record(.noNetwork, try self.attempt(1, of: 1, at: 90_000)) == .unchanged)
    }

    @Test mutating func switchedOffItNeverSuspects() throws {
        let finding = record(.noNetwork, try attempt(0, of: 0), threshold: nil)
        #expect(finding == .unchanged)
    }

    /// Fault 73.
    @Test mutating func theLogGetsEverRarerHoldings() throws {
        let delivery = try Delivery.ID("dlv_1")
        let logged = (1...100).filter { _ in monitor.noteHeldBack(delivery) }
        #expect(logged == [1, 2, 4, 8, 16, 32, 64])
    }
}
