package import WebhookKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Calls back soon after any process has written to a file, without polling.
///
/// For SQLite's `-wal` file, to which every commit of every connection is written by `pwrite`, never
/// through mapped memory. Three things to know there:
///
/// - The call comes with the *first* write of a commit. Only after its `fsync` can others see it, and
///   that tells nobody anything. Who looks must therefore take the write lock (`BEGIN IMMEDIATE`),
///   which waits for that commit; a mere read may see the state before and is not called again.
/// - It comes for our own commits too, for transactions that are rolled back after they have spilled
///   pages, and never for a transaction that changes nothing.
/// - The file may be missing, or be made anew by the next connection: that one is watched then.
///
/// One thread, which the object ends when it goes; `onChange` runs on it and may block.
package final class FileWatcher: Sendable {
    private let line: StopLine
    private let ending = ThreadEnding()

    /// Begins to watch: every write after this is told.
    ///
    /// - Parameters:
    ///   - path: the file, which need not be there; its folder must be.
    ///   - pause: the least time between two calls; a write meanwhile is told after it.
    ///   - onChange: called after writes, truncation, and when there is another file at the path.
    /// - Throws: `unavailable` when the system forbids it, with words on what to raise.
    package init(
        path: String,
        pause: Duration = .milliseconds(5),
        onChange: @escaping @Sendable () -> Void
    ) throws(StoreError) {
        let line = try StopLine()
        let events = try FileEvents(path: path)
        let trouble = BlockingThread.start { [ending] in
            Self.watch(events, until: line.there, pause: pause, onChange)
            events.descriptor.shut()
            line.there.shut()
            ending.reach(())
        }
        self.line = line
        if let trouble { throw StoreError(.unavailable, "cannot watch \(path): \(trouble)") }
    }

    deinit { line.cut() }

    /// Ends the thread, after the call or the pause that it is in; does not wait for that.
    package func stop() {
        line.cut()
    }

    /// Waits until the thread has ended and its descriptors are closed; no call comes afterwards.
    package func ended() async {
        await ending.wait()
    }

    private static func watch(
        _ events: FileEvents,
        until cut: OpenDescriptor,
        pause: Duration,
        _ onChange: () -> Void
    ) {
        while true {
            var entries = [events.descriptor, cut].map {
                pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0)
            }
            // Without anything to watch, look whether there is, and let the caller look, each second.
            let count = unsafe poll(&entries, nfds_t(entries.count), events.isBlind ? 1000 : -1)
            // A signal, or no memory: as if nothing had been asked.
            guard count >= 0 else {
                sleep(for: pause)
                continue
            }
            if entries[1].revents != 0 { return }
            if events.drain() || events.isBlind { onChange() }
            sleep(for: pause)
        }
    }

    private static func sleep(for pause: Duration) {
        let (seconds, attoseconds) = max(pause, .zero).components
        var time = timespec()
        time.tv_sec = time_t(clamping: seconds)
        time.tv_nsec = Int(attoseconds / 1_000_000_000)
        unsafe nanosleep(&time, nil)
    }
}
