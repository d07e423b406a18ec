import Testing
import WebhookKit
import WebhookKitTesting

/// The optional idempotency key: what came once is handled once (I-2).
struct TriggerKeyTests {
    private func headers(_ key: String) -> [HeaderField] {
        [TriggerHarness.json, HeaderField("IDEMPOTENCY-KEY", key)]
    }

    private func rows(_ table: String, _ host: TriggerHarness, _ scope: Scope? = nil) throws -> Int
    {
        try host.disk.rows(
            RowQuery(table: table, scope: scope ?? host.scope, limit: 10_000)
        ).count
    }

    @Test func theSameKeyGivesTheFirstAnswerAgain() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger(key: "idempotency-key")
        let first = await host.call(as: token, headers: headers("k1"))
        let again = await host.call(as: token, headers: headers("k1"))
        #expect(again.status == first.status)
        #expect(again.body == first.body)
        #expect(again.headers.first(named: "idempotency-replayed") == "true")
        let other = await host.call(
            "start",
            #"{"customer":"bob"}"#,
            as: token,
            headers: headers("k1")
        )
        #expect(other.status == 409)
        #expect(other.text.contains("idempotency_key_reused"))
        #expect(await host.call(as: token, headers: headers("k2")).status == 200)
        #expect(await host.call(as: token).status == 200)
        #expect(host.seen.elements.count == 3)
        #expect(host.seen.elements.map(\.idempotencyKey) == ["k1", "k2", nil])
        let log = try await host.triggers.log(of: Trigger.ID("start"))
        #expect(Set(log.map(\.outcome)) == [.handled, .repeated, .refused])
        // After 24 hours it is a new one.
        host.clock.advance(by: .seconds(86400))
        #expect(
            await host.call("start", #"{"customer":"bob"}"#, as: token, headers: headers("k1"))
                .status
                == 200
        )
    }

    @Test(arguments: ["", String(repeating: "k", count: 257), "a\nb", "é", "a\0"])
    func aKeyThatIsNoneIsRefused(key: String) async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger(key: "idempotency-key")
        #expect(await host.call(as: token, headers: headers(key)).status == 400)
        let twice = headers("a") + [HeaderField("idempotency-key", "a")]
        #expect(await host.call(as: token, headers: twice).status == 400)
        #expect(host.seen.elements.isEmpty)
    }

    @Test func ofCallsThatRaceOneIsHandled() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger("hangs", "hangs", key: "idempotency-key")
        let calls = Task {
            await withTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        await host.call("hangs", as: token, headers: headers("k")).status
                    }
                }
                var statuses: [Int] = []
                for await status in group {
                    statuses.append(status)
                    if statuses.count == 19 { host.gate.reach(()) }
                }
                return statuses
            }
        }
        let statuses = await calls.value
        #expect(statuses.filter { $0 == 204 }.count == 1)
        #expect(statuses.filter { $0 == 409 }.count == 19)
        #expect(host.seen.elements.count == 1)
        #expect(await host.call("hangs", as: token, headers: headers("k")).status == 204)
        #expect(host.seen.elements.count == 1)
    }

    /// Steps come in another order than calls, and clocks differ: one that is a little behind waits.
    @Test func aCallWhoseClockIsBehindWaitsToo() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger("hangs", "hangs", key: "idempotency-key")
        let first = Task { await host.call("hangs", as: token, headers: headers("k")).status }
        while host.seen.elements.isEmpty { await Task.yield() }
        host.clock.jumpWallTime(by: .milliseconds(-50))
        let second = Task { await host.call("hangs", as: token, headers: headers("k")).status }
        #expect(await second.value == 409)
        host.gate.reach(())
        #expect(await first.value == 204)
        #expect(host.seen.elements.count == 1)
    }

    /// A key is of whoever sends it: nobody gets another one's answer by guessing it.
    @Test func ownersHaveKeysOfTheirOwn() async throws {
        let users = InMemoryUserDirectory()
        let owners = [try User.ID("ada"), try User.ID("grace")]
        for id in owners { users.save(User(id: id, email: "\(id)@example.com"), in: .default) }
        let host = try TriggerHarness(directory: users)
        try await host.trigger(key: "idempotency-key")
        for owner in owners {
            let token = try await host.token(TokenDraft(owner: owner))
            let answer = await host.call(as: token, headers: headers("k"))
            #expect(answer.status == 200)
            #expect(answer.headers.first(named: "idempotency-replayed") == nil)
            // Another token of the same owner is the same caller.
            let successor = try await host.token(TokenDraft(owner: owner))
            let again = await host.call(as: successor, headers: headers("k"))
            #expect(again.headers.first(named: "idempotency-replayed") == "true")
        }
        #expect(host.seen.elements.map(\.owner) == owners)
    }

    /// A key whose holder died is kept for a whole time from when it was taken up again.
    @Test func aKeyDoesNotEndUnderTheHandlerThatTookItUp() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger(key: "idempotency-key")
        host.store.fail(.change, with: .crashAfter)
        #expect(await host.call(as: token, headers: headers("k")).status == 503)
        let service = try host.restarted()
        func call() async -> ServerResponse {
            await service.handle(
                TriggerRequest(
                    trigger: "start",
                    headers: [token.secret.bearerHeader()] + headers("k"),
                    body: Array(#"{"customer":"ada"}"#.utf8)
                ),
                in: host.scope
            )
        }
        host.clock.advance(by: .seconds(86399))
        #expect(await call().status == 200)
        host.clock.advance(by: .seconds(2))
        #expect(await call().headers.first(named: "idempotency-replayed") == "true")
        #expect(host.seen.elements.count == 1)
    }

    /// A handler that failed has no answer to give again: the next call runs it anew.
    @Test func aFailureFreesTheKey() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger("flaky", "flaky", key: "idempotency-key")
        host.failures.withLock { $0 = 1 }
        #expect(await host.call("flaky", as: token, headers: headers("k")).status == 500)
        #expect(await host.call("flaky", as: token, headers: headers("k")).status == 204)
        #expect(await host.call("flaky", as: token, headers: headers("k")).status == 204)
        #expect(host.seen.elements.count == 2)
        // A refusal is an answer.
        try await host.trigger("rejects", "rejects", key: "idempotency-key")
        for _ in 0..<2 {
            #expect(await host.call("rejects", as: token, headers: headers("k")).status == 404)
        }
        #expect(host.seen.elements.count == 3)
    }

    /// The process dies while its handler runs: the key is free when its lease has ended.
    @Test func aKeyThatADeadProcessHeldIsTakenUpAgain() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger(key: "idempotency-key")
        // Every step behind the first, which takes the key, never comes.
        host.store.fail(.change, with: .crashAfter)
        #expect(await host.call(as: token, headers: headers("k")).status == 503)
        let service = try host.restarted()
        func call() async -> Int {
            await service.handle(
                TriggerRequest(
                    trigger: "start",
                    headers: [token.secret.bearerHeader()] + headers("k"),
                    body: Array(#"{"customer":"ada"}"#.utf8)
                ),
                in: host.scope
            ).status
        }
        #expect(await call() == 409)
        host.clock.advance(by: .seconds(29))
        #expect(await call() == 409)
        host.clock.advance(by: .seconds(1))
        #expect(await call() == 200)
        #expect(host.seen.elements.count == 1)
    }

    @Test func aTimeoutKeepsTheKeyUntilTheLeaseEnds() async throws {
        let host = try TriggerHarness()
        try await VirtualTime(clock: host.clock).run {
            let token = try await host.token()
            try await host.trigger("hangs", "hangs", key: "idempotency-key")
            #expect(await host.call("hangs", as: token, headers: headers("k")).status == 504)
            #expect(await host.call("hangs", as: token, headers: headers("k")).status == 409)
            try await host.clock.sleep(for: .seconds(15))
            host.gate.reach(())
            #expect(await host.call("hangs", as: token, headers: headers("k")).status == 204)
        }
    }

    /// Rows of old keys go in small steps, by calls with keys alone: no worker is needed.
    @Test func oldKeysAreCleanedUp() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger("quiet", "quiet", key: "idempotency-key")
        for number in 0..<64 {
            #expect(
                await host.call("quiet", as: token, headers: headers("a\(number)")).status == 204
            )
        }
        #expect(try rows("trigger_keys", host) == 64)
        host.clock.advance(by: .seconds(86400))
        for number in 0..<64 {
            #expect(
                await host.call("quiet", as: token, headers: headers("b\(number)")).status == 204
            )
        }
        #expect(try rows("trigger_keys", host) == 64)
        host.clock.advance(by: .seconds(86400))
        for _ in 0..<5 { _ = await host.service.drain() }
        host.clock.advance(by: .seconds(60))
        for _ in 0..<5 { _ = await host.service.drain() }
        #expect(try rows("trigger_keys", host) == 0)
        #expect(
            try rows("trigger_expiry", host, Scope(organization: .ofTheKit)) == 0
        )
    }

    /// A large answer is not kept; its status is.
    @Test func anAnswerThatIsTooLargeToKeepIsGivenOnce() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger(key: "idempotency-key")
        let body = #"{"customer":"\#(String(repeating: "a", count: 200_000))"}"#
        let first = await host.call("start", body, as: token, headers: headers("k"))
        #expect(first.body.count > 200_000)
        let again = await host.call("start", body, as: token, headers: headers("k"))
        #expect(again.status == 200)
        #expect(again.body.isEmpty)
    }
}
