import WebhookKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Looks at the process's resident memory every millisecond, on a thread of its own.
final class MemoryGauge: Sendable {
    private struct State {
        var start = 0
        var peak = 0
        var isOver = false
        var trouble: LoopbackReceiverError?
    }

    private let state = Locked(State())

    /// Starts to look.
    init() {
        Self.look(at: state) { $0.start = $1 }
        // Holds the state only, so that a gauge that is let go stops.
        let isStarted = ReceiverThread.start { [state] in
            while !state.withLock(\.isOver) {
                Self.look(at: state) { _, _ in }
                usleep(1_000)
            }
        }
        guard !isStarted else { return }
        state.withLock { $0.trouble = LoopbackReceiverError("The system has no thread left.") }
    }

    deinit { stop() }

    /// Stops, and gives the most by which memory has grown since the start, in bytes.
    func growth() throws -> Int {
        Self.look(at: state) { _, _ in }
        stop()
        let state = state.withLock { $0 }
        if let trouble = state.trouble { throw trouble }
        return max(state.peak - state.start, 0)
    }

    private func stop() {
        state.withLock { $0.isOver = true }
    }

    private static func look(at state: Locked<State>, _ note: (inout State, Int) -> Void) {
        do throws(LoopbackReceiverError) {
            let size = try residentBytes()
            state.withLock { state in
                state.peak = max(state.peak, size)
                note(&state, size)
            }
        } catch {
            state.withLock { $0.trouble = error }
        }
    }

    #if canImport(Darwin)
        /// The highest so far, which is all that can be had in a line; good enough for growth.
        private static func residentBytes() throws(LoopbackReceiverError) -> Int {
            var usage = rusage()
            guard unsafe getrusage(RUSAGE_SELF, &usage) == 0 else {
                throw LoopbackReceiverError("getrusage failed: errno \(errno).")
            }
            return usage.ru_maxrss
        }
    #else
        private static func residentBytes() throws(LoopbackReceiverError) -> Int {
            let words = try TextFile.read("/proc/self/statm").split(separator: " ")
            guard words.count > 1, let pages = Int(words[1]) else {
                throw LoopbackReceiverError("There is no size in /proc/self/statm.")
            }
            return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        }
    #endif
}
