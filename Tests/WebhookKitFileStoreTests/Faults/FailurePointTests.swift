import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// Each call to the disk fails once (Faults 6, 7): the step in flight throws, is repeated, and in the
/// end the store shows what a store in memory shows after the same steps.
struct FailurePointTests {
    private static let parts = 2
    private static let step = CrashOptions.step(short: 47)

    @Test(arguments: [FileError.Kind.io, .full], 0..<parts)
    func goesOnAfterEachFailingCall(kind: FileError.Kind, part: Int) async throws {
        var call = 1 + part * Self.step
        while true {
            let disk = SimulatedDisk(seed: UInt64(call))
            disk.failCall(at: call, with: kind)
            try await runWithRepetitions(on: disk, "call \(call) \(kind)")
            guard disk.calls >= call else { break }
            call += Self.parts * Self.step
        }
        #expect(call > 100)
    }

    /// Runs the workload on the disk and in memory, and repeats on the disk what throws.
    private func runWithRepetitions(on disk: SimulatedDisk, _ what: String) async throws {
        let clock = ManualClock()
        let store = try await repeating(what, clock) { _ in
            try await FileWebhookStore.open(on: disk, clock)
        }
        let reference = InMemoryWebhookStore(clock: clock)
        let (hands, referenceHands) = (Workload.Hands(clock), Workload.Hands(clock))
        for step in Workload.calm {
            let what = "\(what), \(step.name)"
            let answer = try await repeating(what, clock) { last in
                try await run(step, on: store, hands, after: last)
            }
            // Both have one clock.
            if step.name == "advance" { continue }
            let expected = try await step.run(reference, referenceHands)
            #expect(hands.heldIDs == referenceHands.heldIDs, "\(what)")
            if step.name != "claim", answer != "it was stored" {
                #expect(answer == expected, "\(what)")
            }
        }
        await store.close()
        // The next process finds the same.
        let later = ManualClock(now: clock.now)
        let reopened = try await FileWebhookStore.open(on: disk.afterProcessCrash(), later)
        let observation = try await Observation(of: reopened, later, exactly: false)
        let expected = try await Observation(of: reference, clock, exactly: false)
        await reopened.close()
        if let difference = observation.difference(from: expected) {
            Issue.record("\(what), reopened: \(difference)")
        }
    }

    private func run(
        _ step: Workload.Step,
        on store: FileWebhookStore,
        _ hands: Workload.Hands,
        after last: StoreError?
    ) async throws -> String {
        do {
            let answer = try await step.run(store, hands)
            if step.name == "claim" {
                // What could not be read is tried again after a second.
                hands.clock.advance(by: .seconds(1))
                _ = try await step.run(store, hands)
                // Claims alone may be lost with a failing fsync; this brings them to the disk.
                _ = try await store.remove(.webhook(try Webhook.ID("wh_none"), scope: Make.scope))
            }
            return answer
        } catch let error as StoreError {
            // What may be stored or not is asked for by doing it again.
            guard last?.code == .outcomeUnknown, error.code == .conflict else { throw error }
            return "it was stored"
        }
    }

    /// Tries until it works, and checks that it throws nothing but what it may.
    private func repeating<Result>(
        _ what: String,
        _ clock: ManualClock,
        _ body: (StoreError?) async throws -> Result
    ) async throws -> Result {
        var last: StoreError?
        for _ in 0..<4 {
            do {
                return try await body(last)
            } catch let error as StoreError {
                last = error
                let mayBe: [StoreError.Code] = [.full, .unavailable, .outcomeUnknown]
                #expect(mayBe.contains(error.code), "\(what): \(error)")
                clock.advance(by: .seconds(1))
            }
        }
        throw last ?? StoreError(.unavailable, what)
    }
}
