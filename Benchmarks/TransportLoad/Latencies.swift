/// Counts times in buckets that are 3 % wide at the most, so that many of them need little memory.
public struct Latencies: Sendable {
    private static let steps = 32
    private var counts = [UInt32](repeating: 0, count: 32 * Self.steps)

    /// Makes an empty count.
    public init() {}

    /// Counts a time.
    public mutating func count(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        let nanoseconds = max(seconds * 1_000_000_000 + attoseconds / 1_000_000_000, 0)
        counts[min(Self.bucket(of: UInt64(nanoseconds)), counts.count - 1)] += 1
    }

    /// Adds what another has counted.
    public mutating func add(_ other: Self) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// How many were counted.
    public var total: Int { counts.reduce(0) { $0 + Int($1) } }

    /// The time, in microseconds, that a share of all times stays within.
    public func quantile(_ share: Double) -> Double {
        let wanted = Int((Double(total) * share).rounded(.up))
        var seen = 0
        for (index, count) in counts.enumerated() {
            seen += Int(count)
            if seen >= wanted, seen > 0 { return Double(Self.start(of: index + 1)) / 1000 }
        }
        return 0
    }

    /// Times below 32 ns have a bucket each, then every doubling has 32 of them.
    private static func bucket(of nanoseconds: UInt64) -> Int {
        let doublings = 63 - (nanoseconds | 31).leadingZeroBitCount - 4
        let step = doublings == 0 ? nanoseconds : nanoseconds >> (doublings - 1) & 31
        return doublings * steps + Int(step)
    }

    private static func start(of bucket: Int) -> UInt64 {
        let (doublings, step) = bucket.quotientAndRemainder(dividingBy: steps)
        return doublings == 0 ? UInt64(step) : UInt64(steps + step) << (doublings - 1)
    }
}
