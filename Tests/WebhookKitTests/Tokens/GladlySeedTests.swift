import Testing
import WebhookKit
import WebhookKitTesting

/// Seed 000, "Generate API Tokens and Create Webhooks", walked line by line through the façades
/// (T-1 to T-6, W-1 to W-4, A-8).
struct GladlySeedTests {
    private let production = Scope.default
    private let sandbox = Scope(organization: .default, environment: .sandbox)

    private func gladly(
        _ script: @escaping @Sendable (ScriptedTransport.Call) -> ScriptedTransport.Reply = { _ in
            .status(200)
        }
    ) throws -> Harness {
        try Harness(configure: { $0.tokens.deletesActiveTokens = true }, script: script)
    }

    private func isLetIn(_ secret: TokenSecret, _ harness: Harness, in scope: Scope) async -> Bool {
        let authenticator = harness.service.authenticator(in: scope)
        return (try? await authenticator.authenticate(headers: [secret.bearerHeader()])) != nil
    }

    @Test func apiTokens() async throws {
        let harness = try gladly()
        let (production, sandbox) = (production, sandbox)
        try await harness.virtually {
            let service = harness.service
            // "Tokens can be accessed and created by users who at least have an API user role."
            let agent = User(id: try User.ID("agent"), email: "agent@example.com", roles: [])
            harness.directory.save(agent, in: .default)
            await #expect(throws: AuthorizationError.missingRole) {
                try await service.tokens(in: production, as: .user(agent.id)).create()
            }
            // "We recommend creating a dedicated Gladly user to make API calls": "Retale Integration".
            let retale = User(id: try User.ID("retale"), email: "dev@retale.example")
            harness.directory.save(retale, in: .default)
            let tokens = service.tokens(in: production, as: .user(retale.id))

            // "Click Create Token. A new token is immediately generated within the page."
            let created = try await tokens.create()
            // "Table displaying token details including name, token value, and creation date."
            #expect(created.token.name == "Token 1")
            #expect(created.token.createdAt == harness.clock.now)
            #expect(created.token.owner == retale.id)
            #expect(await isLetIn(created.secret, harness, in: production))
            // "The token is only shown once": what is read later has none.
            let listed = try await tokens.page().tokens
            #expect(listed.map(\.settings) == [created.token.settings])
            var shown = ""
            dump(listed, to: &shown)
            #expect(!shown.contains(created.secret.reveal()))

            // "API tokens are tied to a single user account and a particular environment": one of the
            // Sandbox "is not valid in the Production environment".
            let inSandbox = try await service.tokens(in: sandbox, as: .user(retale.id)).create()
            #expect(await isLetIn(inSandbox.secret, harness, in: sandbox))
            #expect(await !isLetIn(inSandbox.secret, harness, in: production))
            #expect(await !isLetIn(created.secret, harness, in: sandbox))

            // "Click the token name (e.g., Token 1) to rename the token."
            let renamed = try await tokens.rename(created.token.id, to: "Retale orders")
            #expect(renamed.name == "Retale orders")

            // "Replace or rotate API tokens": generate a new token, store it, delete the old one,
            // "update your applications/scripts with the new token".
            let next = try await tokens.create()
            #expect(next.token.name == "Token 2")
            #expect(await isLetIn(next.secret, harness, in: production))
            // "To delete a token, hover over the token and click": at once, active or not.
            #expect(try await tokens.delete(created.token.id))
            #expect(await !isLetIn(created.secret, harness, in: production))
            #expect(try await tokens.page().tokens.map(\.id) == [next.token.id])

            // "If a user account with API tokens or webhooks attached to it is deactivated, apps or
            // external sources using the token or webhook linked to the user will stop working."
            let hook = try await harness.webhook { $0.owner = retale.id }.webhook
            harness.directory.save(
                User(id: retale.id, email: retale.email, isActive: false),
                in: .default
            )
            try await service.userDeactivated(retale.id, in: .default)
            #expect(await !isLetIn(next.secret, harness, in: production))
            #expect(await !isLetIn(inSandbox.secret, harness, in: sandbox))
            let stopped = try await service.webhooks.webhook(hook.id)
            #expect(stopped?.deactivation?.reason == .ownerDeactivated)
            await #expect(throws: AuthorizationError.inactiveUser) { try await tokens.create() }
        }
    }

    @Test func webhooks() async throws {
        let harness = try gladly { call in
            call.request.url.string.contains("wrong") ? .status(404) : .status(200)
        }
        let production = production
        try await harness.virtually {
            let ada = try User.ID("ada")
            let webhooks = harness.service.webhooks(in: production, as: .user(ada))
            // "From the Create Webhook page, enter the following information."
            var draft = WebhookDraft(
                name: "Retale",
                url: "https://wrong.example/in",
                events: .types([.conversationCreated, .conversationClosed]),
                credentials: try BasicCredentials(
                    username: "gladly",
                    password: "s3cret",
                    realm: "events"
                ),
                headers: [HeaderField("X-API-Key", "k1"), HeaderField("X-Shop", "7")],
                owner: ada
            )
            // "If you get an 'unable to ping URL' error, double-check the URL."
            let error = await #expect(throws: FieldError.self) { try await webhooks.create(draft) }
            #expect(error?.code == .pingFailed)
            #expect(error?.message.contains("unable to ping URL") == true)
            draft.url = "https://right.example/in"
            let created = try await webhooks.create(draft)
            // "This will take you back to the Webhooks page, where the webhook is visible."
            #expect(try await webhooks.all() == [created.webhook])
            #expect(created.webhook.headers.fields.map(\.name) == ["X-API-Key", "X-Shop"])

            // "The toggle turns gray when it's deactivated and green when activated."
            let id = created.webhook.id
            #expect(try await webhooks.deactivate(id).health.queuesEvents == false)
            #expect(try await webhooks.activate(id).health.queuesEvents)

            // "Create up to 50 webhooks for your organization."
            for number in 2...50 {
                draft.name = "Retale \(number)"
                _ = try await webhooks.create(draft, ping: .skipped)
            }
            let limit = await #expect(throws: StoreError.self) {
                try await webhooks.create(draft, ping: .skipped)
            }
            #expect(limit?.code == .limit)
            // "To delete a webhook, hover over the webhook and click."
            #expect(try await webhooks.delete(id))
            #expect(try await webhooks.webhook(id) == nil)
        }
    }

    @Test func reactivateAWebhook() async throws {
        let isBroken = Locked(true)
        let harness = try gladly { _ in isBroken.withLock { $0 } ? .status(500) : .status(200) }
        try await harness.virtually {
            let webhooks = harness.service.webhooks
            let id = try await harness.webhook().webhook.id
            try await harness.publish()
            try await harness.drainAll()
            // "Gladly automatically deactivates webhooks that fail. To see when a webhook was
            // deactivated, hover over the exclamation point."
            let deactivation = try #require(try await webhooks.webhook(id)?.deactivation)
            #expect(deactivation.at > Harness.start)
            // "Once the issue causing the webhook to fail is resolved, reactivate it."
            isBroken.withLock { $0 = false }
            #expect(try await webhooks.activate(id, ping: .required).deactivation == nil)
        }
    }
}
