/// What became of a handler that was run.
enum TriggerRun: Sendable {
    case answered(ServerResponse)
    case rejected(TriggerRejection)
    /// It threw, or gave something that cannot be sent.
    case failed(detail: String)
    /// It did not end within the deadline, and was left alone.
    case timedOut
    /// Whoever waited was cancelled; the handler may go on where it does not care.
    case cancelled(hasEnded: Bool)
    /// So many handlers hang that no further one was begun.
    case notBegun

    /// Runs a handler within the deadline.
    init(
        _ run: @escaping TriggerHandler.Run,
        _ call: TriggerCall,
        in context: TriggerContext,
        by keeper: DeadlineKeeper
    ) async {
        let answer = await context.chapter.call.result(
            of: .triggerHandler,
            within: context.configuration.deadline,
            by: keeper
        ) { await Result { try await run(call) } }
        switch answer {
        case .value(.success(let response)) where response.isWellFormed:
            self = .answered(response)
        case .value(.success):
            self = .failed(
                detail: "the handler's answer has a status or a header that cannot be sent"
            )
        case .value(.failure(let error as TriggerRejection)): self = .rejected(error)
        // Clients and drivers have errors of their own for it.
        case .value(.failure) where Task.isCancelled: self = .cancelled(hasEnded: true)
        case .value(.failure(let error)): self = .failed(detail: "\(error)")
        case .late where Task.isCancelled: self = .cancelled(hasEnded: false)
        case .late: self = .timedOut
        case .notBegun: self = .notBegun
        }
    }
}

/// How a call ends: what goes out, and what is written down.
struct TriggerEnding: Error, Sendable {
    let response: ServerResponse
    let outcome: TriggerLogEntry.Outcome
    /// For the log alone.
    var detail: String?
    var attempts = 0
    /// What happens to the call's idempotency key.
    var key = KeyEnd.none
    /// Whether the call waits in the store: it goes into the log once it has been handled.
    var isStored = false

    enum KeyEnd: Sendable {
        /// It is not this call's.
        case none
        /// The answer is kept, so that a repeat gets it.
        case answered(String)
        /// A repeat may run the handler: this call has had no effect that counts.
        case freed(String)
    }

    init(
        _ refusal: TriggerRefusal,
        _ outcome: TriggerLogEntry.Outcome = .refused,
        detail: String? = nil
    ) {
        response = refusal.response
        self.outcome = outcome
        self.detail = detail ?? refusal.message
    }

    init(answering response: ServerResponse, _ outcome: TriggerLogEntry.Outcome) {
        self.response = response
        self.outcome = outcome
    }

    /// What a handler's run means for the caller who waits.
    init(_ run: TriggerRun, key: String?) {
        switch run {
        case .answered(let response):
            self.init(answering: response, .handled)
            self.key = key.map { .answered($0) } ?? .none
        case .rejected(let rejection):
            self.init(.rejected(rejection), .refused)
            self.key = key.map { .answered($0) } ?? .none
        case .failed(let detail):
            self.init(.handlerFailed, .failed, detail: detail)
            self.key = key.map { .freed($0) } ?? .none
        case .timedOut:
            // The handler may go on: the key is free when its lease has ended.
            self.init(.handlerTimedOut, .timedOut)
        case .cancelled(let hasEnded):
            self.init(.cancelled, .cancelled, detail: "the request was cancelled")
            if hasEnded { self.key = key.map { .freed($0) } ?? .none }
        case .notBegun:
            self.init(.unavailable, .failed, detail: "too many handlers hang: none was begun")
            self.key = key.map { .freed($0) } ?? .none
        }
        attempts = 1
    }
}
