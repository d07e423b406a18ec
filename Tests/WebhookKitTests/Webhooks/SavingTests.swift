import Testing
import WebhookKit
import WebhookKitTesting

/// What holds for every way of saving a webhook.
@Suite struct SavingTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        let field: String
        let change: @Sendable (inout WebhookDraft) -> Void

        var testDescription: String { field }
    }

    static let wrong = [
        Wrong(field: "name") { $0.name = "" },
        Wrong(field: "url.userinfo") { $0.url = "https://user@hook.example/" },
        Wrong(field: "events") { $0.events = .types([]) },
        Wrong(field: "headers[0].name") { $0.headers = [HeaderField("Host", "x")] },
        Wrong(field: "flow.concurrency") { $0.flow.concurrency = 0 },
    ]

    /// W-9.
    @Test(arguments: wrong)
    func creatingAndEditingRefuseAlike(_ wrong: Wrong) async throws {
        let harness = try Harness()
        let hook = try await harness.webhook().webhook
        let created = await #expect(throws: FieldError.self) {
            try await harness.webhook("other") { wrong.change(&$0) }
        }
        let edited = await #expect(throws: FieldError.self) {
            try await harness.service.webhooks.edit(hook.id, revision: hook.revision) {
                wrong.change(&$0)
            }
        }
        #expect(created?.field == wrong.field)
        #expect(edited?.field == wrong.field)
        #expect(edited?.code == created?.code)
        let stored = try await harness.service.webhooks.all()
        #expect(stored == [hook])
    }

    ///
    @Test func onlyTheHostExempts() async throws {
        let harness = try Harness()
        let ada = try User.ID("ada")
        let webhooks = harness.service.webhooks
        let adas = harness.service.webhooks(in: .default, as: .user(ada))
        var draft = WebhookDraft(name: "x", url: "https://x.example/", events: .all)
        draft.isExempt = true
        let refusal = await #expect(throws: FieldError.self) {
            try await adas.create(draft, ping: .skipped)
        }
        #expect(refusal?.field == "isExempt")
        let hook = try await webhooks.create(draft, ping: .skipped).webhook
        #expect(hook.isExempt)
        await #expect(throws: FieldError.self) {
            try await adas.edit(hook.id, revision: hook.revision) {
                $0.isExempt = false
            }
        }
    }

    /// Fault 52.
    @Test func anEventThatNobodyTakesIsNotOwed() async throws {
        let harness = try Harness()
        try await harness.virtually {
            _ = try await harness.webhook { $0.events = [.taskClosed] }
            try await harness.publish(type: .taskCreated)
            #expect(try await harness.store.backlog().waiting == 0)
            _ = await harness.service.drain()
            #expect(harness.transport.calls.isEmpty)
        }
    }
}
