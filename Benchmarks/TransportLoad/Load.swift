/// Keeps a number of requests under way for some time: first to warm up, then to measure.
public struct Load: Sendable {
    /// How many requests are under way.
    public var concurrency: Int
    /// How long requests are sent unmeasured.
    public var warmUp: Duration
    /// How long requests are sent and measured.
    public var length: Duration

    /// Reads what ``arguments`` wrote.
    public init?(_ arguments: [String]) {
        guard arguments.count == 3, let concurrency = Int(arguments[0]), concurrency > 0,
            let warmUp = Double(arguments[1]), let length = Double(arguments[2])
        else { return nil }
        self.init(concurrency: concurrency, warmUp: .seconds(warmUp), length: .seconds(length))
    }

    /// Makes a load.
    public init(concurrency: Int, warmUp: Duration, length: Duration) {
        self.concurrency = concurrency
        self.warmUp = warmUp
        self.length = length
    }

    /// The load as arguments of a process.
    public var arguments: [String] {
        ["\(concurrency)", "\(warmUp / .seconds(1))", "\(length / .seconds(1))"]
    }

    /// Has as many tasks send, one request after the other.
    ///
    /// - Parameter send: Sends one request, and says whether 200 came back.
    public func run(_ send: @escaping @Sendable () async -> Bool) async -> LoadResult {
        let before = ProcessUse.status("VmRSS") ?? 0
        _ = await phase(warmUp, send)
        let measure = Measure(residentBefore: before)
        let (latencies, failures) = await phase(length, send)
        return measure.result(latencies, failures: failures)
    }

    private func phase(
        _ length: Duration,
        _ send: @escaping @Sendable () async -> Bool
    ) async -> (Latencies, failures: Int) {
        let clock = ContinuousClock()
        let end = clock.now + length
        return await withTaskGroup(of: (Latencies, Int).self) { group in
            for _ in 0..<concurrency {
                group.addTask {
                    var latencies = Latencies()
                    var failures = 0
                    var start = clock.now
                    while start < end {
                        if await send() == false { failures += 1 }
                        let now = clock.now
                        latencies.count(start.duration(to: now))
                        start = now
                    }
                    return (latencies, failures)
                }
            }
            var all = Latencies()
            var failures = 0
            for await (latencies, failed) in group {
                all.add(latencies)
                failures += failed
            }
            return (all, failures)
        }
    }
}

/// What the process had used when the measuring began.
public struct Measure {
    private let start = ContinuousClock.now
    private let processorTime = ProcessUse.ownProcessorTime()
    private let residentBefore: Int

    /// Begins to measure.
    ///
    /// - Parameter residentBefore: Resident memory before the first request, in KiB.
    public init(residentBefore: Int) {
        self.residentBefore = residentBefore
    }

    /// Ends it.
    public func result(_ latencies: Latencies, failures: Int) -> LoadResult {
        let seconds = start.duration(to: .now) / .seconds(1)
        let processorTime = ProcessUse.ownProcessorTime() - processorTime
        let total = Double(max(latencies.total, 1))
        let resident = ProcessUse.status("VmRSS") ?? 0
        // Not ru_maxrss, which begins with what the process that started this one had.
        let peak = ProcessUse.status("VmHWM") ?? 0
        let result = LoadResult([
            total / seconds, processorTime * 1_000_000 / total, Double(residentBefore),
            Double(resident), Double(peak), latencies.quantile(0.5), latencies.quantile(0.99),
            Double(failures),
        ])
        guard let result else { preconditionFailure("eight numbers") }
        return result
    }
}
