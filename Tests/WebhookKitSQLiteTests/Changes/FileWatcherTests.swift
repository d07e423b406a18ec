import Testing
import WebhookKit
import WebhookKitSQLite

@Suite struct FileWatcherTests {
    private let file: WatchedFile
    private let wakes = Wakes<Void>()

    init() throws {
        file = try WatchedFile()
    }

    private func watch() throws -> FileWatcher {
        try FileWatcher(path: file.path, pause: .zero) { [wakes] in wakes.wake() }
    }

    @Test func aWriteWakes() async throws {
        try file.write()
        let watcher = try watch()
        for _ in 0..<20 {
            try file.write()
            #expect(await wakes.wait())
        }
        watcher.stop()
        await watcher.ended()
    }

    @Test func cuttingWakes() async throws {
        try file.write()
        let watcher = try watch()
        try file.cut()
        #expect(await wakes.wait())
        withExtendedLifetime(watcher) {}
    }

    @Test(arguments: [Duration.zero, .milliseconds(5)])
    func aBusyWriterWakesSeldomAndTheLastWriteIsSeen(pause: Duration) async throws {
        try file.open()
        let sizes = Wakes<Int>()
        let watcher = try FileWatcher(path: file.path, pause: pause) { [file] in
            sizes.wake(file.size ?? 0)
        }
        try file.open { descriptor in
            for _ in 0..<1000 { WatchedFile.write(to: descriptor) }
        }
        #expect(await sizes.wait { $0 == 1000 })
        watcher.stop()
        await watcher.ended()
        #expect(sizes.count < 1000)
    }

    @Test func pausesBetweenTwoCalls() async throws {
        try file.open()
        let clock = ContinuousClock()
        let times = Wakes<ContinuousClock.Instant>()
        let watcher = try FileWatcher(path: file.path, pause: .milliseconds(50)) {
            times.wake(clock.now)
        }
        let start = clock.now
        while times.count < 4, start.duration(to: clock.now) < .seconds(20) { try file.write() }
        let end = clock.now
        watcher.stop()
        await watcher.ended()
        #expect(times.count >= 4)
        #expect(start.duration(to: end) >= .milliseconds(150))
    }

    @Test func nothingButAWriteWakes() async throws {
        try file.write()
        let watcher = try watch()
        for round in 1...100 {
            try file.look()
            try file.write(to: "other")
            try file.write()
            #expect(await wakes.wait())
            #expect(wakes.count == round)
        }
        watcher.stop()
        await watcher.ended()
        #expect(wakes.count == 100)
    }

    @Test func aFileThatComesLaterIsWatched() async throws {
        let watcher = try watch()
        try file.write(to: "other")
        try file.open()
        #expect(await wakes.wait())
        let count = wakes.count
        #expect(count == 1, "another file's coming is no news")
        try file.write()
        #expect(await wakes.wait())
        withExtendedLifetime(watcher) {}
    }

    /// How the file at the path becomes another one.
    enum Replacement: CaseIterable {
        case removed, removedWhileOpen, movedAway, movedOver
    }

    @Test(arguments: Replacement.allCases)
    func theFileThatTakesItsPlaceIsWatched(by replacement: Replacement) async throws {
        try file.write()
        let watcher = try watch()
        for _ in 0..<20 {
            switch replacement {
            case .removed:
                try file.remove()
                try file.open()
            case .removedWhileOpen:
                var outcome: Result<Void, any Error> = .success(())
                try file.open { old in
                    outcome = Result {
                        try file.remove()
                        try file.open()
                    }
                }
                try outcome.get()
            case .movedAway:
                try file.move("database-wal", to: "moved")
                try file.open()
            case .movedOver:
                try file.open("other")
                try file.move("other", to: "database-wal")
            }
            #expect(await wakes.wait(), "another file is news")
            let known = wakes.count
            try file.write()
            #expect(await wakes.wait())
            #expect(wakes.count > known)
        }
        withExtendedLifetime(watcher) {}
    }

    @Test func aFolderThatIsNotThereIsRefused() throws {
        let path = "\(file.folder)/nowhere/database-wal"
        let error = try #require(throws: StoreError.self) { try FileWatcher(path: path) {} }
        #expect(error.code == .unavailable)
        #expect(error.message.contains(path))
        #expect(error.message.contains("folder"))
    }
}
