import Testing
import WebhookKit
import WebhookKitTesting

/// A durable call is stored and answered first, then handled at least once (I-1, I-2, B-8).
struct DurableTriggerTests {
    private func accepted(_ host: TriggerHarness, _ count: Int = 1) async throws -> Tokens.Created {
        let token = try await host.token()
        try await host.trigger("flaky", "flaky", mode: .durable)
        for number in 0..<count {
            let answer = await host.call("flaky", #"{"customer":"\#(number)"}"#, as: token)
            #expect(answer.status == 202)
            #expect(answer.text.hasPrefix(#"{"id":"call_"#))
        }
        return token
    }

    private var flaky: Trigger.ID { get throws { try Trigger.ID("flaky") } }

    @Test func isAnsweredFirstAndHandledAfterwards() async throws {
        let host = try TriggerHarness()
        _ = try await accepted(host, 3)
        #expect(host.seen.elements.isEmpty)
        #expect(try await host.triggers.waiting(for: flaky).count == 3)
        #expect(try await host.triggers.log(of: flaky).isEmpty)
        let report = await host.service.drain()
        #expect(report.handled == 3)
        #expect(report.nextDue == nil)
        #expect(Set(host.started.elements.map(\.customer)) == ["0", "1", "2"])
        #expect(try await host.triggers.waiting(for: flaky).isEmpty)
        let log = try await host.triggers.log(of: flaky)
        #expect(log.map(\.outcome) == [.handled, .handled, .handled])
        #expect(log.allSatisfy { $0.status == 202 && $0.attempts == 1 })
        #expect(await host.service.drain().handled == 0)
    }

    /// The bytes are those that came: blanks, order and all.
    @Test func theBodyIsKeptByteByByte() async throws {
        let host = try TriggerHarness()
        let token = try await accepted(host, 0)
        let body = "\n{ \"count\":1.0e0 ,\t\"customer\" : \"\\u0061\\/é\" } "
        #expect(await host.call("flaky", body, as: token).status == 202)
        _ = await host.service.drain()
        #expect(host.seen.elements.map(\.body) == [Array(body.utf8)])
        #expect(host.started.elements.first?.customer == "a/é")
    }

    @Test func isTriedAgainUntilItHasFailedForGood() async throws {
        var configuration = TriggerService.Configuration()
        configuration.retries = TriggerRetryPolicy(gaps: [.seconds(5), .seconds(60)], jitter: 0)
        let host = try TriggerHarness(configuration: configuration)
        _ = try await accepted(host)
        host.failures.withLock { $0 = 3 }
        #expect(await host.service.drain().nextDue == .seconds(5))
        var waiting = try await host.triggers.waiting(for: flaky)
        #expect(waiting.map(\.failures) == [1])
        #expect(waiting.first?.detail?.contains("secret table") == true)
        host.clock.advance(by: .seconds(5))
        #expect(await host.service.drain().retrying == 1)
        host.clock.advance(by: .seconds(60))
        #expect(await host.service.drain().parked == 1)
        #expect(host.seen.elements.map(\.attempt) == [1, 2, 3])
        #expect(Set(host.seen.elements.map(\.id)).count == 1)
        let log = try await host.triggers.log(of: flaky)
        #expect(log.map(\.outcome) == [.failed])
        #expect(log.first?.attempts == 3)
        waiting = try await host.triggers.waiting(for: flaky)
        #expect(waiting.map(\.isParked) == [true])

        // Somebody has mended it.
        let call = try #require(waiting.first?.id)
        #expect(try await host.triggers.retry(call, of: flaky))
        #expect(try await host.triggers.retry(call, of: flaky) == false)
        #expect(await host.service.drain().handled == 1)
        #expect(try await host.triggers.waiting(for: flaky).isEmpty)
        // What was to drop the parked one finds nothing.
        host.clock.advance(by: .seconds(7 * 86400))
        #expect(await host.service.drain().dropped == 1)
        #expect(host.started.elements.count == 1)
    }

    @Test func aParkedCallGoesAfterAWeekOrWhenItIsDiscarded() async throws {
        var configuration = TriggerService.Configuration()
        configuration.retries = TriggerRetryPolicy(gaps: [])
        let host = try TriggerHarness(configuration: configuration)
        _ = try await accepted(host, 2)
        host.failures.withLock { $0 = 2 }
        #expect(await host.service.drain().parked == 2)
        let waiting = try await host.triggers.waiting(for: flaky)
        #expect(try await host.triggers.discard(waiting[0].id, of: flaky))
        #expect(try await host.triggers.discard(waiting[0].id, of: flaky) == false)
        host.clock.advance(by: .seconds(7 * 86400))
        #expect(await host.service.drain().dropped == 2)
        #expect(try await host.triggers.waiting(for: flaky).isEmpty)
        #expect(try !host.everything().contains("trigger_bodies"))
    }

    @Test func aHandlerThatRefusesIsNotTriedAgain() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        let trigger = try await host.trigger("rejects", "rejects", mode: .durable)
        #expect(await host.call("rejects", as: token).status == 202)
        #expect(await host.service.drain().handled == 1)
        let log = try await host.triggers.log(of: trigger.id)
        #expect(log.map(\.outcome) == [.refused])
        #expect(log.first?.detail == "who is that?")
    }

    /// Fault 2's like: the process dies at each step in turn, and another one goes on.
    @Test(arguments: 1...6) func aCrashAnywhereLosesNothing(step: Int) async throws {
        let host = try TriggerHarness()
        try await VirtualTime(clock: host.clock).run {
            let token = try await accepted(host, 0)
            let made = host.store.count(of: .change)
            host.store.setPlan { call in
                call.verb == .change && call.number == made + step ? .crashAfter : nil
            }
            var acknowledged = 0
            for number in 0..<2 {
                let body = #"{"customer":"\#(number)"}"#
                if await host.call("flaky", body, as: token).status == 202 { acknowledged += 1 }
            }
            _ = await host.service.drain()
            // What the dead one held comes back when its lease has ended.
            let service = try host.restarted()
            for _ in 0..<20 {
                guard let next = await service.drain().nextDue else { break }
                try await host.clock.sleep(for: next)
            }
            #expect(Set(host.started.elements.map(\.customer)).count >= acknowledged)
            #expect(host.started.elements.count <= 4)
            let triggers = service.triggers(in: host.scope, as: .host)
            #expect(try await triggers.waiting(for: flaky).isEmpty)
        }
    }

    @Test func severalProcessesShareTheWork() async throws {
        let host = try TriggerHarness()
        _ = try await accepted(host, 100)
        let other = try host.restarted()
        async let first = host.service.drain()
        async let second = other.drain()
        let reports = await [first, second]
        #expect(reports.map(\.handled).reduce(0, +) == 100)
        #expect(host.started.elements.count == 100)
        #expect(Set(host.started.elements.map(\.customer)).count == 100)
    }

    /// The handler outlives its lease's holder: what comes late changes nothing.
    @Test func aHandlerThatHangsIsTriedAgain() async throws {
        var configuration = TriggerService.Configuration()
        configuration.retries = TriggerRetryPolicy(gaps: [.seconds(5)], jitter: 0)
        let host = try TriggerHarness(configuration: configuration)
        try await VirtualTime(clock: host.clock).run {
            let token = try await host.token()
            let trigger = try await host.trigger("hangs", "hangs", mode: .durable)
            #expect(await host.call("hangs", as: token).status == 202)
            #expect(await host.service.drain().retrying == 1)
            try await host.clock.sleep(for: .seconds(5))
            #expect(await host.service.drain().parked == 1)
            let log = try await host.triggers.log(of: trigger.id)
            #expect(log.map(\.outcome) == [.timedOut])
            host.gate.reach(())
        }
    }

    @Test func runHandlesWhatComesUntilItIsCancelled() async throws {
        let host = try TriggerHarness()
        try await VirtualTime(clock: host.clock).run {
            let ended = await withTaskGroup(of: Bool.self) { group in
                group.addTask { await isCancelled(host.service) }
                do {
                    let token = try await accepted(host, 2)
                    while host.started.elements.count < 2 { await Task.yield() }
                    // Another process accepts one: it is seen within the interval of looks.
                    let other = try host.restarted()
                    let request = TriggerRequest(
                        trigger: "flaky",
                        headers: [token.secret.bearerHeader(), TriggerHarness.json],
                        body: Array(#"{"customer":"2"}"#.utf8)
                    )
                    #expect(await other.handle(request, in: host.scope).status == 202)
                    try await host.clock.sleep(for: .seconds(2))
                } catch {
                    Issue.record(error)
                }
                #expect(host.started.elements.count == 3)
                group.cancelAll()
                return await group.next()
            }
            #expect(ended == true)
        }
    }

    private func isCancelled(_ service: TriggerService) async -> Bool {
        do {
            try await service.run()
            return false
        } catch {
            return error is CancellationError
        }
    }

    /// A handler that ends when it is cancelled gives its call back: no try is burnt.
    @Test func aShutdownGivesCallsBack() async throws {
        let host = try TriggerHarness()
        try await VirtualTime(clock: host.clock).run {
            let begun = Completion<Void>()
            let clock = host.clock
            let waits = TriggerHandler("start", accepts: TriggerHarness.Start.self) { _, _ in
                begun.reach(())
                // As clients and drivers do, it has an error of its own for its cancellation.
                do { try await clock.sleep(for: .seconds(10)) } catch {
                    throw TriggerHarness.Mishap()
                }
            }
            let service = try TriggerService(
                store: host.disk,
                tokens: host.tokenService,
                handlers: [waits]
            )
            let token = try await host.token()
            let trigger = try await host.trigger("start", "start", mode: .durable)
            #expect(await host.call(as: token).status == 202)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await service.run() }
                await begun.wait()
                group.cancelAll()
            }
            let waiting = try await host.triggers.waiting(for: trigger.id)
            #expect(waiting.map(\.failures) == [0])
            #expect(waiting.map(\.dueAt) == [clock.now])
            #expect(await host.service.drain().handled == 1)
            #expect(host.seen.elements.map(\.attempt) == [1])
        }
    }

    @Test func aKeyIsAnsweredWithTheFirstCallsId() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger("quiet", "quiet", mode: .durable, key: "idempotency-key")
        let keyed = [TriggerHarness.json, HeaderField("idempotency-key", "k")]
        let answers = await withTaskGroup(of: ServerResponse.self) { group in
            for _ in 0..<20 {
                group.addTask { await host.call("quiet", as: token, headers: keyed) }
            }
            return await group.reduce(into: [ServerResponse]()) { $0.append($1) }
        }
        #expect(Set(answers.map(\.status)) == [202])
        #expect(Set(answers.map(\.body)).count == 1)
        _ = await host.service.drain()
        #expect(host.seen.elements.count == 1)
    }

    /// What is gone with its organization is gone from the queue, too.
    @Test func deletedTriggersAndOrganizationsLeaveNoWork() async throws {
        let host = try TriggerHarness()
        _ = try await accepted(host, 3)
        #expect(try await host.triggers.delete(flaky))
        #expect(await host.service.drain().dropped == 3)
        _ = try await accepted(host, 2)
        _ = host.disk.remove(.organization(.default))
        #expect(await host.service.drain().dropped == 2)
        #expect(host.seen.elements.isEmpty)
        #expect(try host.everything() == "")
    }

    /// A process that was deployed with a handler less leaves the call to others.
    @Test func aCallWaitsForAProcessThatHasItsHandler() async throws {
        let host = try TriggerHarness()
        _ = try await accepted(host)
        let bare = try TriggerService(store: host.disk, tokens: host.tokenService, handlers: [])
        #expect(await bare.drain().released == 1)
        #expect(try await host.triggers.waiting(for: flaky).map(\.failures) == [0])
        host.clock.advance(by: .seconds(60))
        #expect(await host.service.drain().handled == 1)
    }

    /// Nobody has deployed the handler again: the call is kept as failed instead of going round for ever.
    @Test func aCallWhoseHandlerNobodyHasIsParkedInTheEnd() async throws {
        let host = try TriggerHarness()
        _ = try await accepted(host)
        let bare = try TriggerService(store: host.disk, tokens: host.tokenService, handlers: [])
        host.clock.advance(by: .seconds(7 * 86400 - 1))
        #expect(await bare.drain().released == 1)
        host.clock.advance(by: .seconds(60))
        #expect(await bare.drain().parked == 1)
        let log = try await host.triggers.log(of: flaky)
        #expect(log.first?.detail?.contains("no process has the handler") == true)
        let call = try #require(try await host.triggers.waiting(for: flaky).first?.id)
        #expect(try await host.triggers.retry(call, of: flaky))
        #expect(await host.service.drain().handled == 1)
    }

    /// What takes its process down again and again is set aside.
    @Test func aCallThatKillsItsProcessesIsParked() async throws {
        let host = try TriggerHarness()
        _ = try await accepted(host)
        let queue = RowQueue("trigger_queue", in: host.disk, clock: host.clock, random: host.random)
        for _ in 0..<5 {
            #expect(try await queue.claim(limit: 1, lease: .seconds(30)).entries.count == 1)
            host.clock.advance(by: .seconds(30))
        }
        #expect(await host.service.drain().parked == 1)
        #expect(host.seen.elements.isEmpty)
        let log = try await host.triggers.log(of: flaky)
        #expect(log.first?.detail?.contains("died") == true)
    }
}
