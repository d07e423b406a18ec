import Testing
import WebhookKit

struct StoreThreadTests {
    private typealias Job = @Sendable (Int) -> Void

    @Test func worksOnWhatWasOpenedUntilItIsClosed() async throws {
        let thread = StoreThread<Job>()
        let finished = Locked(0)
        let told = try await thread.open { () throws(StoreError) in
            (core: 7, told: "opened")
        } work: { core, jobs in
            for job in jobs { job(core) }
        } finish: { core in
            finished.withLock { $0 = core }
        }
        #expect(told == "opened")
        let answer = try await thread.perform { (caller: StoreThread<Job>.Caller<Int>) in
            { core in caller.resume(returning: .success(core + 1)) }
        }
        #expect(answer == 8)
        await thread.close()
        #expect(finished.withLock { $0 } == 7)
        let error = await #expect(throws: StoreError.self) {
            try await thread.perform { (caller: StoreThread<Job>.Caller<Int>) in
                { core in caller.resume(returning: .success(core)) }
            }
        }
        #expect(error?.code == .unavailable)
    }

    @Test func tellsWhyNothingWasOpened() async throws {
        let thread = StoreThread<Job>()
        let error = await #expect(throws: StoreError.self) {
            try await thread.open { () throws(StoreError) -> (core: Int, told: Int) in
                throw .busy("held")
            } work: { _, _ in
            } finish: { _ in
            }
        }
        #expect(error?.code == .busy)
        // Nobody waits for a thread that has ended.
        await thread.close()
    }
}
