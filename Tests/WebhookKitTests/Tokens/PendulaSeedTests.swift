import Testing
import WebhookKit
import WebhookKitTesting

/// Seed 004, "Webhook trigger: Setting up an API token", walked line by line through the façade
/// (T-2, T-3, T-5 to T-7).
struct PendulaSeedTests {
    @Test func settingUpAnAPIToken() async throws {
        let bench = try TokenBench()
        let tokens = bench.service.tokens(in: .default, as: .user(bench.ada))
        let elsewhere = try bench.anotherService().authenticator(in: .default)

        // "You will be prompted to provide a helpful Name and Description. Then, click Generate."
        let created = try await tokens.create(
            TokenDraft(name: "Shop", description: "orders that were paid")
        )
        #expect(created.token.name == "Shop")
        #expect(created.token.description == "orders that were paid")
        #expect(created.token.status(at: bench.clock.now) == .active)

        // "The API token is shown in two different formats (HTTP header or basic authentication) and
        // either can be used to secure inbound payloads."
        let header = created.secret.bearerHeader()
        let basic = try created.secret.basicHeader()
        for shown in [header, basic] {
            #expect(await bench.refusal(of: [shown]) == nil)
            #expect(await bench.refusal(of: [shown], by: elsewhere) == nil)
        }
        // "Store the generated API token securely, as this cannot be shown again."
        var shown = ""
        dump(try await tokens.token(created.token.id), to: &shown)
        dump(try await tokens.page(), to: &shown)
        #expect(!shown.contains(created.secret.reveal()))

        // "You can edit Name and Description of an API token. … click on Update connection."
        let id = created.token.id
        try await tokens.edit(id) {
            $0.name = "Shop, orders"
            $0.description = "paid and sent"
        }
        let edited = try #require(await tokens.token(id))
        #expect(edited.name == "Shop, orders")
        #expect(edited.description == "paid and sent")
        #expect(await bench.refusal(of: [header]) == nil)

        // "An API token must be 'Inactive' to be deleted."
        await #expect(throws: FieldError.self) { try await tokens.delete(id) }

        // "You can deactivate API tokens … at any time. Once deactivated, services using this API token
        // will no longer be authenticated. Note that API tokens can take up to 60 seconds."
        let off = try await tokens.deactivate(id)
        guard case .inactive = off.status(at: bench.clock.now) else {
            Issue.record("it is still active")
            return
        }
        #expect(await bench.refusal(of: [header]) == .inactive)
        bench.clock.advance(by: .seconds(60))
        #expect(await bench.refusal(of: [basic], by: elsewhere) == .inactive)

        // "You can reactivate API tokens … in order to authenticate services. … up to 60 seconds."
        let on = try await tokens.activate(id)
        #expect(on.status(at: bench.clock.now) == .active)
        #expect(await bench.refusal(of: [header]) == nil)
        bench.clock.advance(by: .seconds(60))
        #expect(await bench.refusal(of: [basic], by: elsewhere) == nil)

        // "You can permanently delete 'Inactive' API tokens. Note that this cannot be undone."
        try await tokens.deactivate(id)
        #expect(try await tokens.delete(id))
        #expect(try await tokens.token(id) == nil)
        await #expect(throws: StoreError.self) { try await tokens.activate(id) }
        bench.clock.advance(by: .seconds(60))
        for shown in [header, basic] {
            #expect(await bench.refusal(of: [shown]) == .unknown)
            #expect(await bench.refusal(of: [shown], by: elsewhere) == .unknown)
        }
    }
}
