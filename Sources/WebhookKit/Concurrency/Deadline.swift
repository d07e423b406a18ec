/// Gives what `body` gives, or nil when that takes longer than `limit` by the clock.
///
/// Then `body` is cancelled and must end promptly. Cancelling the caller cancels `body` too, whose
/// answer to that is the result: being cancelled never looks like being late.
func result<Value: Sendable>(
    within limit: Duration,
    by clock: any WebhookClock,
    of body: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Ending<Value>.self) { group in
        group.addTask { .value(await body()) }
        group.addTask {
            do {
                try await clock.sleep(for: limit)
                return .late
            } catch {
                return .cancelled
            }
        }
        defer { group.cancelAll() }
        for await ending in group {
            switch ending {
            case .value(let value): return value
            case .late: return nil
            case .cancelled: continue
            }
        }
        return nil
    }
}

private enum Ending<Value: Sendable>: Sendable {
    case value(Value)
    case late
    case cancelled
}
