extension DeliveryPolicy {
    /// The longest delay that any policy may plan, 30 days.
    public static let longestDelay: Duration = .seconds(30 * 86400)

    /// Checks every field; called wherever a policy is saved or configured.
    ///
    /// Deadlines are 1 ms to 5 minutes, gaps zero to 30 days and at most 99 of them, the window at
    /// most 60 days, jitter 0 to 1, quick retries 0 to 20 and at most an hour apart. All durations are
    /// whole milliseconds, so that every store gives back what it got.
    ///
    /// - Throws: ``FieldError`` with a field such as `policy.gaps[2]`.
    public func validate() throws(FieldError) {
        func check(_ isFine: Bool, _ field: String, _ message: String) throws(FieldError) {
            if !isFine { throw FieldError("policy.\(field)", message) }
        }
        try check(
            deadline >= .milliseconds(1) && deadline <= .seconds(300),
            "deadline",
            "use 1 ms to 5 minutes"
        )
        try check(
            window > .zero && window <= Self.longestDelay * 2,
            "window",
            "use more than zero and at most 60 days"
        )
        try check(gaps.count <= 99, "gaps", "use at most 99")
        for (index, gap) in gaps.enumerated() {
            try check(
                gap >= .zero && gap <= Self.longestDelay,
                "gaps[\(index)]",
                "use zero to 30 days"
            )
        }
        try check((0...1).contains(jitter), "jitter", "use a fraction from 0 to 1")
        try check(
            lastRound == .afterGap || !gaps.isEmpty,
            "lastRound",
            "needs at least one gap"
        )
        if let quickRetries {
            try check((0...20).contains(quickRetries.count), "quickRetries.count", "use 0 to 20")
            try check(
                quickRetries.interval >= .zero && quickRetries.interval <= .seconds(3600),
                "quickRetries.interval",
                "use zero to one hour"
            )
        }
        try check(
            consecutiveFailureLimit.map { $0 > 0 } ?? true,
            "consecutiveFailureLimit",
            "use 1 or more, or nil"
        )
        try check(failingLimit.map { $0 > .zero } ?? true, "failingLimit", "use more than zero")
        let durations: [(String, Duration?)] = [
            ("deadline", deadline), ("window", window), ("failingLimit", failingLimit),
            ("quickRetries.interval", quickRetries?.interval),
        ]
        for (field, duration) in durations + gaps.enumerated().map({ ("gaps[\($0)]", $1) }) {
            let rest = (duration?.components.attoseconds ?? 0) % 1_000_000_000_000_000
            try check(rest == 0, field, "use whole milliseconds")
        }
    }
}

extension DeliveryFlow {
    /// Checks every field: concurrency 1 to 1,000; deliveries a second 0.001 to 100,000.
    ///
    /// - Throws: ``FieldError`` with a field such as `flow.concurrency`.
    public func validate() throws(FieldError) {
        if let concurrency, !(1...1000).contains(concurrency) {
            throw FieldError("flow.concurrency", "use 1 to 1,000")
        }
        if let deliveriesPerSecond, !(0.001...100_000).contains(deliveriesPerSecond) {
            throw FieldError("flow.deliveriesPerSecond", "use 0.001 to 100,000")
        }
    }
}
