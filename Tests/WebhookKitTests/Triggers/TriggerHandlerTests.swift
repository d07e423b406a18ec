import Testing
import WebhookKit
import WebhookKitTesting

/// Handlers get typed data; what they do decides the status, and nothing of their errors goes out (I-1).
struct TriggerHandlerTests {
    @Test func theAnswerIsWhatTheHandlerGives() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        for name in ["start", "quiet", "own", "throws", "rejects"] {
            try await host.trigger(name, name)
        }
        let json = await host.call("start", as: token)
        #expect(json.status == 200)
        #expect(json.headers.first(named: "content-type") == "application/json")
        #expect(json.text == #"{"journey":"j-ada"}"#)
        #expect(await host.call("quiet", as: token) == ServerResponse(status: 204))
        let own = await host.call("own", #"{"customer":"ada","count":207}"#, as: token)
        #expect(own.status == 207)
        #expect(own.headers == [HeaderField("x-answer", "ada")])
        let rejected = await host.call("rejects", as: token)
        #expect(rejected.status == 404)
        #expect(rejected.text.contains("no_customer"))
        let failed = await host.call("throws", as: token)
        #expect(failed.status == 500)
        #expect(!failed.text.contains("database"))
        let log = try await host.triggers.log(of: Trigger.ID("throws"))
        #expect(log.first?.outcome == .failed)
        #expect(log.first?.detail?.contains("secret table missing") == true)
    }

    /// No CR, LF or NUL of a handler's own reaches the wire (S-4).
    @Test(arguments: [
        #"{"customer":"a\r\nb"}"#, #"{"customer":"a\u0000"}"#, #"{"customer":""}"#,
        #"{"customer":"a","count":99}"#, #"{"customer":"a","count":600}"#,
        #"{"customer":"é"}"#,
    ])
    func anAnswerThatCannotBeSentIsAFailure(body: String) async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger("own", "own")
        #expect(await host.call("own", body, as: token).status == 500)
    }

    @Test func aHandlerThatHangsIsLeftAlone() async throws {
        let host = try TriggerHarness()
        try await VirtualTime(clock: host.clock).run {
            let token = try await host.token()
            try await host.trigger("hangs", "hangs")
            let began = host.clock.uptime
            let answer = await host.call("hangs", as: token)
            #expect(answer.status == 504)
            #expect(host.clock.uptime - began == .seconds(15))
            let log = try await host.triggers.log(of: Trigger.ID("hangs"))
            #expect(log.map(\.outcome) == [.timedOut])
            #expect(log.first?.duration == .seconds(15))
            host.gate.reach(())
        }
    }

    @Test func hangingHandlersAreBounded() async throws {
        let host = try TriggerHarness()
        try await VirtualTime(clock: host.clock).run {
            let token = try await host.token()
            try await host.trigger("hangs", "hangs")
            try await host.trigger()
            let statuses = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<300 { group.addTask { await host.call("hangs", as: token).status } }
                return await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(Set(statuses) == [504])
            let begun = host.seen.elements.count
            // Told as a trouble of ours: nothing was begun.
            for _ in 0..<5 {
                #expect([503, 504].contains(await host.call("hangs", as: token).status))
            }
            #expect(host.seen.elements.count <= begun + 1)
            host.gate.reach(())
        }
    }

    /// Whoever waited is gone, or the server goes down: 503, and the log says so.
    @Test func aCancelledCallEnds() async throws {
        let host = try TriggerHarness()
        try await VirtualTime(clock: host.clock).run {
            let token = try await host.token()
            try await host.trigger("hangs", "hangs")
            let status = await withTaskGroup(of: Int.self) { group in
                group.addTask { await host.call("hangs", as: token).status }
                while host.seen.elements.isEmpty { await Task.yield() }
                group.cancelAll()
                return await group.next()
            }
            #expect(status == 503)
            let log = try await host.triggers.log(of: Trigger.ID("hangs"))
            #expect(log.map(\.outcome) == [.cancelled])
            host.gate.reach(())
        }
    }

    @Test func aHandlerThatIsNotThereIsAFailure() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger()
        let bare = try TriggerService(store: host.disk, tokens: host.tokenService, handlers: [])
        let request = TriggerRequest(
            trigger: "start",
            headers: [token.secret.bearerHeader(), TriggerHarness.json],
            body: Array(#"{"customer":"ada"}"#.utf8)
        )
        #expect(await bare.handle(request, in: host.scope).status == 500)
    }

    @Test(arguments: [["a b"], [""], ["x", "x"], [String(repeating: "a", count: 65)], ["é"]])
    func namesOfHandlersAreChecked(names: [String]) throws {
        let tokens = try TokenService(store: InMemoryWebhookStore())
        #expect(throws: FieldError.self) {
            try TriggerService(
                store: InMemoryWebhookStore(),
                tokens: tokens,
                handlers: names.map { TriggerHandler($0, accepts: String.self) { _, _ in } }
            )
        }
    }
}
