import Testing
import WebhookKit
import WebhookKitTesting

/// Seed 004, line by line: an API token secures the payloads of a webhook trigger (I-1, T-3, T-5, T-6).
struct TriggerSeedTests {
    @Test func aServiceSendsInboundPayloadsWithItsToken() async throws {
        let directory = InMemoryUserDirectory()
        let ada = try User(id: User.ID("ada"), email: "ada@example.com")
        directory.save(ada, in: .default)
        let host = try TriggerHarness(directory: directory)
        let triggers = host.service.triggers(in: .default, as: .user(ada.id))
        try await triggers.create(
            TriggerDraft(name: "Start an experience", handler: "start"),
            id: Trigger.ID("start")
        )

        // "You will be prompted to provide a helpful Name and Description. Then, click Generate."
        let tokens = host.tokenService.tokens(in: .default, as: .user(ada.id))
        let created = try await tokens.create(
            TokenDraft(name: "Flow builder", description: "Starts experiences")
        )

        // "shown in two different formats … either can be used to secure inbound payloads"
        let forms = [
            created.secret.bearerHeader(),
            try created.secret.basicHeader(),
            try created.secret.basicHeader(username: "ada@example.com"),
        ]
        func send(_ form: HeaderField) async -> ServerResponse {
            await host.service.handle(
                TriggerRequest(
                    path: "/triggers/start?source=crm",
                    headers: [form, TriggerHarness.json],
                    body: Array(#"{"customer":"c42"}"#.utf8)
                ),
                in: .default
            )
        }
        for form in forms {
            let answer = await send(form)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"journey":"j-c42"}"#)
        }
        #expect(host.started.elements == Array(repeating: .init(customer: "c42"), count: 3))
        #expect(host.seen.elements.last?.token == created.token.id)
        #expect(host.seen.elements.last?.owner == ada.id)

        // "Once deactivated, services using this API token will no longer be authenticated."
        try await tokens.deactivate(created.token.id)
        for form in forms { #expect(await send(form).status == 401) }

        // "You can reactivate API tokens … in order to authenticate services using the API token."
        try await tokens.activate(created.token.id)
        #expect(await send(forms[0]).status == 200)

        // "You can permanently delete 'Inactive' API tokens."
        try await tokens.deactivate(created.token.id)
        try await tokens.delete(created.token.id)
        #expect(await send(forms[0]).status == 401)
        #expect(host.started.elements.count == 4)
    }
}
