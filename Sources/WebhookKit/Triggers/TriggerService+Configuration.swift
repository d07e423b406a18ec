extension TriggerService {
    /// How triggers work; every property has a default that suits a server.
    public struct Configuration: Sendable {
        /// Bytes of a body that are taken, 1 to 256 KiB, which is the default: a row holds no more.
        public var bodyBytes = RowSet.largestValue

        /// How many arrays and objects may stand inside one another in a body, 1 to 256; 64.
        public var depth = 64

        /// How long a handler may take, 100 ms to one hour; 15 s.
        ///
        /// Then the caller gets 504, or a durable call has failed once, and the handler is cancelled
        /// and left alone.
        public var deadline: Duration = .seconds(15)

        /// How long an idempotency key is kept, one minute to 30 days, and at least the deadline and 15 s;
        /// 24 h.
        public var keyRetention: Duration = .seconds(86400)

        /// Triggers in a scope, 1 to 10,000; 100.
        public var triggersPerScope = 100

        /// Calls that a trigger's log keeps, 1 to 100; 100.
        public var logCalls = 100

        /// Headers whose values the log and handlers do not see, besides Authorization, cookies and
        /// those whose names speak of a token, a key, a password, a secret or a session.
        public var maskedHeaders: Set<String> = []

        /// When a durable call that failed is tried again.
        public var retries: TriggerRetryPolicy = .standard

        /// How long a durable call that has failed for good is kept, one minute to 90 days; 7 days.
        public var parkedRetention: Duration = .seconds(7 * 86400)

        /// Durable calls that this process handles at a time, 1 to 1,000; 16.
        public var concurrency = 16

        /// The longest time between two looks for durable calls, so that those accepted by other
        /// processes are seen; 1 s, spread by chance. 10 ms to one hour.
        public var pollInterval: Duration = .seconds(1)

        /// The defaults.
        public init() {}

        func validate() throws(FieldError) {
            func check(_ isFine: Bool, _ field: String, _ advice: String) throws(FieldError) {
                if !isFine { throw FieldError(field, advice) }
            }
            try check(
                (1...RowSet.largestValue).contains(bodyBytes),
                "bodyBytes",
                "use 1 to 256 KiB"
            )
            try check((1...256).contains(depth), "depth", "use 1 to 256")
            try check(
                (.milliseconds(100) ... .seconds(3600)).contains(deadline),
                "deadline",
                "use 100 ms to one hour"
            )
            try check(
                (.seconds(60) ... .seconds(30 * 86400)).contains(keyRetention),
                "keyRetention",
                "use one minute to 30 days"
            )
            // A key that ends while the handler runs would let the call in again.
            try check(keyRetention >= lease, "keyRetention", "use at least the deadline and 15 s")
            try check(
                (1...10_000).contains(triggersPerScope),
                "triggersPerScope",
                "use 1 to 10,000"
            )
            try check((1...100).contains(logCalls), "logCalls", "use 1 to 100")
            try retries.validate()
            try check(
                (.seconds(60) ... .seconds(90 * 86400)).contains(parkedRetention),
                "parkedRetention",
                "use one minute to 90 days"
            )
            try check((1...1000).contains(concurrency), "concurrency", "use 1 to 1,000")
            try check(
                (.milliseconds(10) ... .seconds(3600)).contains(pollInterval),
                "pollInterval",
                "use 10 ms to one hour"
            )
        }

        /// How long a call that runs is left alone before its process is taken for dead.
        var lease: Duration { deadline + .seconds(15) }
    }
}
