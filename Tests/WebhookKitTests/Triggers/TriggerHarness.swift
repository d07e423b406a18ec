import WebhookKit
import WebhookKitTesting

/// A host that takes webhooks in: a store that can fail, tokens, a clock, and handlers that do what a
/// test wants.
struct TriggerHarness: Sendable {
    struct Start: Codable, Sendable, Equatable {
        var customer: String
        var count: Int?
    }

    struct Started: Codable, Sendable {
        var journey: String
    }

    struct Mishap: Error, CustomStringConvertible {
        let description = "the database said: secret table missing"
    }

    let clock = ManualClock()
    let observer = RecordingObserver()
    let scope = Scope.default
    let disk: InMemoryWebhookStore
    let store: FaultyStore<InMemoryWebhookStore>
    let tokenService: TokenService
    let random = SeededRandom(seed: 11)
    /// The calls that have reached a handler.
    let seen = Recorded<TriggerCall>()
    let started = Recorded<Start>()
    /// Handlers that wait do so for this.
    let gate = Completion<Void>()
    /// How many of the next calls of "flaky" fail.
    let failures = Locked(0)
    let service: TriggerService

    init(
        configuration: TriggerService.Configuration = .init(),
        cipher: any SecretCipher = NoCipher(),
        directory: any UserDirectory = InMemoryUserDirectory()
    ) throws {
        disk = InMemoryWebhookStore(clock: clock)
        store = FaultyStore(disk)
        // Not the store that fails: the use of a token is noted at its own time.
        tokenService = try TokenService(
            store: disk,
            directory: directory,
            observer: observer,
            clock: clock,
            random: random
        )
        service = try TriggerService(
            store: store,
            tokens: tokenService,
            handlers: Self.handlers(seen, started, gate, failures),
            configuration: configuration,
            cipher: cipher
        )
    }

    /// Another process on the same store, or this one after a crash.
    func restarted(configuration: TriggerService.Configuration = .init()) throws -> TriggerService {
        let tokens = try TokenService(
            store: disk,
            observer: observer,
            clock: clock,
            random: random
        )
        return try TriggerService(
            store: disk,
            tokens: tokens,
            handlers: Self.handlers(seen, started, gate, failures),
            configuration: configuration
        )
    }

    private static func handlers(
        _ seen: Recorded<TriggerCall>,
        _ started: Recorded<Start>,
        _ gate: Completion<Void>,
        _ failures: Locked<Int>
    ) -> [TriggerHandler] {
        [
            TriggerHandler("start", accepts: Start.self, answers: Started.self) { start, call in
                seen.record(call)
                started.record(start)
                return Started(journey: "j-" + start.customer)
            },
            TriggerHandler("quiet", accepts: Start.self) { _, call in seen.record(call) },
            TriggerHandler("own", accepts: Start.self, answers: ServerResponse.self) {
                start,
                call in
                seen.record(call)
                return ServerResponse(
                    status: start.count ?? 200,
                    headers: [HeaderField("x-answer", start.customer)]
                )
            },
            TriggerHandler("throws", accepts: Start.self) { _, call in
                seen.record(call)
                throw Mishap()
            },
            TriggerHandler("rejects", accepts: Start.self) { _, call in
                seen.record(call)
                throw TriggerRejection(status: 404, code: "no_customer", message: "who is that?")
            },
            TriggerHandler("hangs", accepts: Start.self) { _, call in
                seen.record(call)
                await gate.wait()
            },
            TriggerHandler("flaky", accepts: Start.self) { start, call in
                seen.record(call)
                let fails = failures.withLock { count in
                    defer { count -= 1 }
                    return count > 0
                }
                if fails { throw Mishap() }
                started.record(start)
            },
        ]
    }

    // MARK: What people do

    var triggers: Triggers { service.triggers(in: scope, as: .host) }

    func token(_ draft: TokenDraft = TokenDraft()) async throws -> Tokens.Created {
        try await tokenService.tokens(in: scope, as: .host).create(draft)
    }

    @discardableResult
    func trigger(
        _ id: String = "start",
        _ handler: String = "start",
        mode: Trigger.Mode = .immediate,
        access: TriggerAccess = .anyToken,
        key: String? = nil,
        _ change: (inout TriggerDraft) -> Void = { _ in }
    ) async throws -> Trigger {
        var draft = TriggerDraft(
            name: "Start",
            handler: handler,
            mode: mode,
            access: access,
            idempotencyHeader: key
        )
        change(&draft)
        return try await triggers.create(draft, id: Trigger.ID(id))
    }

    // MARK: What callers do

    static let json = HeaderField("Content-Type", "application/json")

    func call(
        _ trigger: String = "start",
        _ body: String = #"{"customer":"ada"}"#,
        as token: Tokens.Created,
        headers: [HeaderField] = [json]
    ) async -> ServerResponse {
        await service.handle(
            TriggerRequest(
                trigger: trigger,
                headers: [token.secret.bearerHeader()] + headers,
                body: Array(body.utf8)
            ),
            in: scope
        )
    }

    /// All that the store holds, as text.
    func everything() throws -> String {
        var text = ""
        for table in [
            "triggers", "trigger_counts", "trigger_keys", "trigger_calls", "trigger_bodies",
            "trigger_log", "trigger_queue", "trigger_expiry", "tokens",
        ] {
            for scope in [scope, Scope(organization: .ofTheKit)] {
                for row in try disk.rows(RowQuery(table: table, scope: scope, limit: 1000)) {
                    text += "\(row.id) \(String(decoding: row.value, as: UTF8.self))\n"
                }
            }
        }
        return text
    }
}

extension ServerResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
