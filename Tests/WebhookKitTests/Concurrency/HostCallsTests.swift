import Testing

@testable import WebhookKit

/// Calls of a host's ports by a clock that never stands still.
@Suite struct HostCallsTests {
    /// What hangs until it is let go.
    private final class Hanging: Sendable {
        private let waiting = Locked<[CheckedContinuation<Void, Never>]>([])

        func hang() async {
            await withCheckedContinuation { continuation in
                waiting.withLock { $0.append(continuation) }
            }
        }

        func release() {
            for continuation in waiting.withLock({ $0 }) { continuation.resume() }
        }
    }

    /// What was not begun must not look like a receiver that did not answer (D-12, Fault 60).
    @Test func aCallThatWasNotBegunIsNotOneThatTookTooLong() async throws {
        let calls = HostCalls(clock: SystemClock(), observer: SilentObserver())
        let hanging = Hanging()
        defer { hanging.release() }
        @Sendable func limit() async -> Duration? {
            do {
                try await calls(.secretCipher, within: .milliseconds(1)) { await hanging.hang() }
                return nil
            } catch let timeout as HostPortTimeout {
                return timeout.limit
            } catch {
                return nil
            }
        }
        await withTaskGroup(of: Duration?.self) { group in
            for _ in 0..<256 { group.addTask { await limit() } }
            for await limit in group { #expect(limit == .milliseconds(1)) }
        }
        // One more is tried each minute, of which this may take some on a busy machine.
        var limits: [Duration?] = []
        for _ in 0..<10 where limits.last != .zero { limits.append(await limit()) }
        #expect(limits.last == .zero)
        #expect(calls.abandoned[.secretCipher] == 256 + limits.count - 1)
    }
}
