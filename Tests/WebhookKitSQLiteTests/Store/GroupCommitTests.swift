import Dispatch
import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

struct GroupCommitTests {
    /// Sixty-four calls at once share transactions; every eighth has an id that is taken.
    @Test func aCallThatFailsHalfwayFailsAlone() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_taken")
        let codes = await withTaskGroup(of: StoreError.Code?.self) { group in
            for index in 0..<64 {
                group.addTask {
                    do {
                        try await test.trial.publish(index % 8 == 0 ? "evt_taken" : "evt_\(index)")
                        return nil
                    } catch let error as StoreError {
                        return error.code
                    } catch {
                        return .unavailable
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == .conflict } == 8)
        #expect(codes.count { $0 == nil } == 56)
        #expect(try await test.store.backlog().waiting == 57)
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    @Test func aForeignLockIsBusyAfterTheTimeoutAndThenForgotten() async throws {
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.busyTimeout = .milliseconds(100)
        let test = try await TestStore(configuration: configuration)
        try await test.trial.insert("wh_1")
        let host = try RawDatabase(test.path)
        try host.execute("BEGIN IMMEDIATE")
        let error = await #expect(throws: StoreError.self) {
            try await test.trial.publish("evt_1")
        }
        #expect(error?.code == .busy)
        // Reading goes on meanwhile.
        #expect(try await test.store.backlog().waiting == 0)
        try host.execute("COMMIT")
        try await test.trial.publish("evt_1")
        #expect(try await test.store.backlog().waiting == 1)
    }

    /// However many wait: each of the twelve batches waited its own five seconds.
    /// Fault 81.
    @Test func aQueueOfCallsWaitsOnceForAForeignLock() async throws {
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.busyTimeout = .seconds(5)
        let test = try await TestStore(configuration: configuration)
        let host = try RawDatabase(test.path)
        try host.execute("BEGIN IMMEDIATE")
        let began = ContinuousClock.now
        // Other tests keep the common threads busy.
        let threads = OwnThreads()
        let codes = await withTaskGroup(of: StoreError.Code?.self) { group in
            for _ in 0..<12_000 {
                group.addTask(executorPreference: threads) {
                    do {
                        _ = try await test.trial.claim()
                        return nil
                    } catch {
                        return (error as? StoreError)?.code
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let took = began.duration(to: .now)
        #expect(codes.count { $0 == .busy } == 12_000)
        #expect(took >= .seconds(5) && took < .seconds(40), "\(took)")
        try host.execute("COMMIT")
        _ = try await test.trial.claim()
    }

    @Test func callsAfterClosingAreRefused() async throws {
        let test = try await TestStore()
        await test.store.close()
        for call in [
            { _ = try await test.trial.publish("evt_1") }, { _ = try await test.store.backlog() },
        ] {
            let error = await #expect(throws: StoreError.self) { try await call() }
            #expect(error?.code == .unavailable)
        }
    }
}

/// Runs tasks on threads that nothing else has.
private final class OwnThreads: TaskExecutor {
    private let queue = DispatchQueue(label: "GroupCommitTests", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
