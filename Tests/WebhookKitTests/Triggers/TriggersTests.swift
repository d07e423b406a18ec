import Testing
import WebhookKit
import WebhookKitTesting

/// Managing triggers on behalf of a caller (I-1, W-10, W-11).
struct TriggersTests {
    @Test func aTriggerIsCreatedEditedAndDeleted() async throws {
        let host = try TriggerHarness()
        let made = try await host.triggers.create(TriggerDraft(name: "Start", handler: "start"))
        #expect(made.id.string.hasPrefix("trg_"))
        #expect(try await host.triggers.trigger(made.id) == made)
        host.clock.advance(by: .seconds(1))
        let edited = try await host.triggers.edit(made.id, revision: 1) { draft in
            draft.name = "Begin"
            draft.mode = .durable
            draft.idempotencyHeader = "x-request-id"
        }
        #expect(edited.name == "Begin")
        #expect(edited.revision == 2)
        #expect(edited.modifiedAt == host.clock.now)
        #expect(edited.createdAt == made.createdAt)
        await #expect {
            try await host.triggers.edit(made.id, revision: 1) { $0.name = "x" }
        } throws: {
            ($0 as? StoreError)?.code == .conflict
        }
        #expect(try await host.triggers.deactivate(made.id).isActive == false)
        #expect(try await host.triggers.activate(made.id).isActive)
        #expect(try await host.triggers.delete(made.id))
        #expect(try await host.triggers.delete(made.id) == false)
        #expect(try await host.triggers.trigger(made.id) == nil)
        await #expect { try await host.triggers.log(of: made.id) } throws: {
            ($0 as? StoreError)?.code == .notFound
        }
        await #expect { try await host.triggers.activate(made.id) } throws: {
            ($0 as? StoreError)?.code == .notFound
        }
    }

    @Test func idsAreTakenOnceAndCountedAtomically() async throws {
        var configuration = TriggerService.Configuration()
        configuration.triggersPerScope = 10
        let host = try TriggerHarness(configuration: configuration)
        try await host.trigger()
        await #expect { try await host.trigger() } throws: {
            ($0 as? StoreError)?.code == .conflict
        }
        let made = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<30 {
                group.addTask { (try? await host.trigger("t\(number)")) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 9)
        await #expect { try await host.trigger("more") } throws: {
            ($0 as? StoreError)?.code == .limit
        }
        #expect(try await host.triggers.delete(Trigger.ID("start")))
        try await host.trigger("more")
        let first = try await host.triggers.page(limit: 4)
        let second = try await host.triggers.page(after: first.last?.id)
        #expect(first.count == 4)
        #expect((first + second).count == 10)
        #expect((first + second).map(\.id) == (first + second).map(\.id).sorted())
    }

    /// A deleted trigger's log is not that of its successor under the same id.
    @Test func aSuccessorStartsAnew() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        let trigger = try await host.trigger(key: "idempotency-key")
        let keyed = [TriggerHarness.json, HeaderField("idempotency-key", "k")]
        #expect(await host.call(as: token, headers: keyed).status == 200)
        try await host.triggers.delete(trigger.id)
        #expect(await host.call(as: token, headers: keyed).status == 404)
        try await host.trigger(key: "idempotency-key")
        #expect(try await host.triggers.log(of: trigger.id).isEmpty)
        #expect(await host.call(as: token, headers: keyed).status == 200)
        #expect(host.seen.elements.count == 2)
    }

    @Test func onlyAPIUsersOfTheOrganizationMay() async throws {
        let directory = InMemoryUserDirectory()
        let (ada, bob) = (try User.ID("ada"), try User.ID("bob"))
        directory.save(User(id: ada, email: "a@b.example"), in: .default)
        directory.save(User(id: bob, email: "b@b.example", roles: []), in: .default)
        let host = try TriggerHarness(directory: directory)
        let trigger = try await host.trigger()
        for caller in [Caller.user(bob), .user(try User.ID("eve"))] {
            let triggers = host.service.triggers(in: host.scope, as: caller)
            await #expect(throws: AuthorizationError.self) { try await triggers.page() }
            await #expect(throws: AuthorizationError.self) {
                try await triggers.create(TriggerDraft(name: "x", handler: "start"))
            }
            await #expect(throws: AuthorizationError.self) { try await triggers.delete(trigger.id) }
            await #expect(throws: AuthorizationError.self) {
                try await triggers.log(of: trigger.id)
            }
        }
        let other = Scope(organization: try Organization("other"))
        let foreign = host.service.triggers(in: other, as: .host)
        #expect(try await foreign.trigger(trigger.id) == nil)
        #expect(try await foreign.page().isEmpty)
        #expect(try await foreign.delete(trigger.id) == false)
        #expect(try await host.service.triggers(in: host.scope, as: .user(ada)).page().count == 1)
    }

    static let wrong: [(String, @Sendable (inout TriggerDraft) -> Void)] = [
        ("name", { $0.name = "" }),
        ("name", { $0.name = String(repeating: "é", count: 101) }),
        ("handler", { $0.handler = "none" }),
        ("access", { $0.access = .tokens([]) }),
        ("idempotencyHeader", { $0.idempotencyHeader = "" }),
        ("idempotencyHeader", { $0.idempotencyHeader = "a b" }),
        ("idempotencyHeader", { $0.idempotencyHeader = "Authorization" }),
        ("secrets", { $0.secrets = [.generate(for: .gitHub)] }),
        ("secrets", { $0.signature = .gitHub }),
        ("secrets", { draft in (draft.signature, draft.secrets) = (.gitHub, []) }),
        (
            "secrets[0]",
            { draft in
                draft.signature = .standardWebhooks
                draft.secrets = [.generate(for: .gitHub)]
            }
        ),
    ]

    @Test(arguments: wrong.indices) func aDraftIsChecked(index: Int) async throws {
        let host = try TriggerHarness()
        var draft = TriggerDraft(name: "Start", handler: "start")
        Self.wrong[index].1(&draft)
        let checked = draft
        await #expect {
            try await host.triggers.create(checked)
        } throws: { error in
            (error as? FieldError)?.field == Self.wrong[index].0
        }
        #expect(try await host.triggers.page().isEmpty)
    }

    static let bounds: [(String, @Sendable (inout TriggerService.Configuration) -> Void)] = [
        ("bodyBytes", { $0.bodyBytes = (256 << 10) + 1 }), ("depth", { $0.depth = 0 }),
        ("deadline", { $0.deadline = .zero }), ("keyRetention", { $0.keyRetention = .zero }),
        ("triggersPerScope", { $0.triggersPerScope = 0 }), ("logCalls", { $0.logCalls = 101 }),
        ("retries.gaps", { $0.retries.gaps = [.seconds(-1)] }),
        ("retries.jitter", { $0.retries.jitter = .nan }),
        ("parkedRetention", { $0.parkedRetention = .zero }),
        (
            "keyRetention",
            {
                $0.deadline = .seconds(60)
                $0.keyRetention = .seconds(60)
            }
        ),
        ("concurrency", { $0.concurrency = 0 }), ("pollInterval", { $0.pollInterval = .zero }),
    ]

    @Test(arguments: bounds.indices) func aConfigurationIsChecked(index: Int) throws {
        var configuration = TriggerService.Configuration()
        Self.bounds[index].1(&configuration)
        #expect {
            _ = try TriggerHarness(configuration: configuration)
        } throws: { ($0 as? FieldError)?.field == Self.bounds[index].0 }
    }

    /// What belongs to no tenant is not deleted with one.
    @Test func theKitsOwnOrganizationIsNobodysToDelete() async throws {
        let store = InMemoryWebhookStore()
        let service = try WebhookService(store: store, transport: ScriptedTransport())
        let own = try Organization("-webhookkit-")
        await #expect(throws: FieldError.self) { try await service.deleteOrganization(own) }
    }

    @Test func theSendingServiceOffersTheSameOverItsStore() async throws {
        let service = try WebhookService(
            store: InMemoryWebhookStore(),
            transport: ScriptedTransport()
        )
        let triggers = try service.triggerService(handlers: [
            TriggerHandler("hello", accepts: String.self, answers: String.self) { name, _ in
                "hello \(name)"
            }
        ])
        try await triggers.triggers(in: .default, as: .host).create(
            TriggerDraft(name: "Hello", handler: "hello"),
            id: Trigger.ID("hello")
        )
        let token = try await service.tokens(in: .default, as: .host).create()
        let request = TriggerRequest(
            path: "/triggers/hello",
            headers: [token.secret.bearerHeader(), TriggerHarness.json],
            body: Array(#""ada""#.utf8)
        )
        #expect(await triggers.handle(request, in: .default).text == #""hello ada""#)
    }

    /// S-6: neither drafts nor requests show what they hold.
    @Test func nothingSecretIsDescribed() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        let secret = SigningSecret.generate(for: .gitHub)
        let draft = TriggerDraft(
            name: "x",
            handler: "start",
            signature: .gitHub,
            secrets: [secret]
        )
        let request = TriggerRequest(
            trigger: "x",
            headers: [token.secret.bearerHeader()],
            body: []
        )
        for value in [draft, request] as [any Sendable] {
            var text = "\(value) \(String(reflecting: value))"
            dump(value, to: &text)
            #expect(!text.contains(secret.reveal()))
            #expect(!text.contains(token.secret.reveal()))
        }
    }
}
