import Testing
import WebhookKit
import WebhookKitSQLite

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

@Suite(.timeLimit(.minutes(15))) struct FileWatcherEndTests {
    /// Tells when the thread that holds it has let it go.
    private final class Canary: Sendable {
        let isGone = Completion<Void>()
        deinit { isGone.reach(()) }
    }

    @Test func stoppingEndsTheThreadAndTheCalls() async throws {
        let file = try WatchedFile()
        try file.open()
        let wakes = Wakes<Void>()
        let watcher = try FileWatcher(path: file.path) { wakes.wake() }
        watcher.stop()
        watcher.stop()
        await watcher.ended()
        let count = wakes.count
        try file.write()
        #expect(wakes.count == count)
    }

    @Test func theThreadEndsWithTheObject() async throws {
        let file = try WatchedFile()
        let isGone: Completion<Void>
        do {
            let canary = Canary()
            isGone = canary.isGone
            _ = try FileWatcher(path: file.path) { withExtendedLifetime(canary) {} }
        }
        await isGone.wait()
    }

    @Test func theObjectMayGoInItsOwnCall() async throws {
        let file = try WatchedFile()
        let holder = Locked<FileWatcher?>(nil)
        let isGone: Completion<Void>
        do {
            let canary = Canary()
            isGone = canary.isGone
            let watcher = try FileWatcher(path: file.path) { [canary] in
                withExtendedLifetime(canary) {}
                // Outside the lock: what goes runs its `deinit`.
                _ = holder.withLock { holder in
                    defer { holder = nil }
                    return holder
                }
            }
            holder.withLock { $0 = watcher }
        }
        try file.write()
        await isGone.wait()
        #expect(holder.withLock { $0 == nil })
    }

    #if os(Linux) || os(Android)
        @Test func stoppedWatchersLeaveNoDescriptors() async throws {
            let file = try WatchedFile()
            let rounds = 150
            let before = Self.openDescriptors
            for round in 0..<rounds {
                if round.isMultiple(of: 2) { try file.write() }
                let watcher = try FileWatcher(path: file.path) {}
                watcher.stop()
                await watcher.ended()
            }
            // Tests beside this one open and close some too.
            #expect(Self.openDescriptors - before < rounds / 2)
        }

        private static var openDescriptors: Int {
            guard let folder = unsafe opendir("/proc/self/fd") else { return 0 }
            defer { unsafe closedir(folder) }
            var count = 0
            while unsafe readdir(folder) != nil { count += 1 }
            return count
        }
    #endif
}
