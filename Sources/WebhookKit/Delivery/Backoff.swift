/// Grows the pause after each failure in a row, from 50 ms to 5 s, so that trouble makes no hot
/// loop.
struct Backoff: Sendable {
    private(set) var failures = 0

    var isClear: Bool { failures == 0 }

    mutating func next() -> Duration {
        failures += 1
        return min(.milliseconds(50 << min(failures - 1, 10)), .seconds(5))
    }

    mutating func clear() {
        failures = 0
    }
}
