import WebhookKit

/// A store's streams of what other connections commit, and the watch on its log that feeds them.
///
/// The watch begins with the first stream: a process that only publishes needs none.
final class StoreChanges: Sendable {
    private let log: String
    private let look: @Sendable () -> Void
    private let streams: ChangeStreams
    private let state = Locked(State())

    private struct State {
        var watcher: FileWatcher?
        var isStopped = false
    }

    /// - Parameters:
    ///   - path: the database.
    ///   - streams: given an element when a look has found work.
    ///   - look: called when there may be some: every commit of every connection writes to the log.
    init(path: String, streams: ChangeStreams, look: @escaping @Sendable () -> Void) {
        log = path + "-wal"
        self.streams = streams
        self.look = look
    }

    func stream() -> AsyncStream<Void> {
        state.withLock { state in
            guard state.watcher == nil, !state.isStopped else { return }
            // Where the system gives no watches, dispatchers look every `pollInterval`.
            state.watcher = try? FileWatcher(path: log, onChange: look)
        }
        // What was committed before the watch began.
        look()
        return streams.stream()
    }

    func stop() {
        streams.finish()
        state.withLock { state in
            state.isStopped = true
            state.watcher?.stop()
        }
    }
}
