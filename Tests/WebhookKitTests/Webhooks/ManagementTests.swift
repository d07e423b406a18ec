import Testing
import WebhookKit
import WebhookKitTesting

/// Creating, pinging, editing and stopping webhooks (A-7, A-8).
@Suite struct ManagementTests {
    /// W-4, D-1.
    @Test func savingPingsWithASignedRequest() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let secret = SigningSecret.generate(for: .standardWebhooks, using: harness.random)
            _ = try await harness.webhook(ping: .required) { $0.secret = secret }
            let call = try #require(harness.transport.calls.first)
            let message = try WebhookVerifier(secrets: [secret], clock: harness.clock).verify(
                headers: call.request.headers,
                body: Array(call.request.body)
            )
            #expect(String(decoding: message.body, as: UTF8.self).contains(#""type":"PING""#))
            #expect(call.request.headers.first(named: "content-type") == "application/json")
            #expect(
                call.request.headers.first(named: "user-agent")?.hasPrefix("WebhookKit/") == true
            )
        }
    }

    /// W-4.
    @Test func aFailedPingStoresNothingAndSaysWhy() async throws {
        let harness = try Harness { _ in .status(404) }
        try await harness.virtually {
            await #expect { try await harness.webhook(ping: .required) } throws: { error in
                guard let error = error as? FieldError else { return false }
                return error.code == .pingFailed && error.field == "url"
                    && error.failure?.status == 404
                    && error.message.hasPrefix("unable to ping URL")
            }
            let stored = try await harness.service.webhooks.all()
            #expect(stored.isEmpty)
        }
    }

    @Test func privateAddressesAreRefusedWhenSavedAndWhenSent() async throws {
        let answers = Locked<[HostAddress]>([.v4(0x7F00_0001)])
        let resolver = ScriptedResolver { _ in .success(answers.withLock { $0 }) }
        let harness = try Harness(resolver: resolver) { _ in .status(200) }
        try await harness.virtually {
            await #expect { try await harness.webhook(ping: .required) } throws: {
                ($0 as? FieldError)?.code == .blockedDestination
            }
            answers.withLock { $0 = [.v4(0x5DB8_D70E)] }
            let hook = try await harness.webhook(ping: .required).webhook
            answers.withLock { $0 = [.v4(0x5DB8_D70E), .v4(0x0A00_0001)] }
            try await harness.publish()
            _ = await harness.service.drain()
            #expect(harness.transport.calls.count == 1, "the ping alone")
            let page = try await harness.service.webhooks.log(of: hook.id)
            #expect(page.entries.first?.attempts.first?.failure?.kind == .blockedDestination)
        }
    }

    /// W-2; Fault 36.
    @Test func exactlyFiftyOfAHundredParallelCreationsSucceed() async throws {
        let harness = try Harness()
        let made = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<100 {
                group.addTask { (try? await harness.webhook("hook\(index)")) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 50)
        await #expect { try await harness.webhook("one-more") } throws: {
            ($0 as? StoreError)?.code == .limit
        }
    }

    @Test func aStaleEditIsRefused() async throws {
        let harness = try Harness()
        let hook = try await harness.webhook().webhook
        let webhooks = harness.service.webhooks
        let edited = try await webhooks.edit(hook.id, revision: hook.revision) { $0.name = "One" }
        #expect(edited.name == "One" && edited.revision == hook.revision + 1)
        await #expect {
            try await webhooks.edit(hook.id, revision: hook.revision) { $0.name = "Two" }
        } throws: {
            ($0 as? StoreError)?.code == .conflict
        }
        #expect(try await webhooks.webhook(hook.id)?.name == "One")
    }

    /// W-7.
    @Test func removingATypeDropsItsWaitingDeliveries() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let hook = try await harness.webhook {
                $0.events = [.taskCreated, .taskClosed]
            }.webhook
            try await harness.publish(1, type: .taskCreated)
            try await harness.publish(2, type: .taskClosed)
            let edited = try await harness.service.webhooks.edit(hook.id, revision: hook.revision) {
                $0.events = [.taskClosed]
            }
            _ = try await harness.service.webhooks.edit(hook.id, revision: edited.revision) {
                $0.events = [.taskCreated, .taskClosed]
            }
            try await harness.drainAll()
            #expect(harness.transport.calls.count == 1)
        }
    }

    @Test func aNewURLIsPingedClearsFailuresAndKeepsTheQueue() async throws {
        let harness = try Harness { call in
            call.request.url.string.contains("old") ? .status(500) : .status(200)
        }
        try await harness.virtually {
            let hook = try await harness.webhook("old").webhook
            try await harness.publish()
            _ = await harness.service.drain()
            let edited = try await harness.service.webhooks.edit(hook.id, revision: hook.revision) {
                $0.url = "https://new.example/in"
            }
            #expect(edited.health.state == .active)
            try await harness.drainAll()
            let new = harness.transport.calls.filter { $0.request.url.string.contains("new") }
            #expect(new.count == 2, "the ping and the waiting delivery")
        }
    }

    /// W-11.
    @Test func onlyActiveAPIUsersManage() async throws {
        let harness = try Harness()
        harness.directory.save(
            User(id: try User.ID("idle"), email: "i@example.com", isActive: false),
            in: .default
        )
        harness.directory.save(
            User(id: try User.ID("agent"), email: "a@example.com", roles: []),
            in: .default
        )
        let draft = WebhookDraft(name: "x", url: "https://x.example/", events: .all)
        let refusals: [(String, AuthorizationError)] = [
            ("idle", .inactiveUser), ("agent", .missingRole), ("nobody", .unknownUser),
        ]
        for (name, refusal) in refusals {
            let id = try User.ID(name)
            await #expect(throws: refusal) {
                let webhooks = harness.service.webhooks(in: .default, as: .user(id))
                return try await webhooks.create(draft, ping: .skipped)
            }
        }
        let ada = try User.ID("ada")
        let webhooks = harness.service.webhooks(in: .default, as: .user(ada))
        _ = try await webhooks.create(draft, ping: .skipped)
    }

    @Test func aDeactivatedOwnerStopsTheWebhook() async throws {
        let harness = try Harness()
        let ada = try User.ID("ada")
        let hook = try await harness.webhook { $0.owner = ada }.webhook
        harness.directory.save(
            User(id: ada, email: "ada@example.com", isActive: false),
            in: .default
        )
        let stopped = try await harness.service.webhooks.deactivate(ownedBy: ada)
        #expect(stopped.map(\.id) == [hook.id])
        #expect(stopped.first?.deactivation?.reason == .ownerDeactivated)
        await #expect { try await harness.service.webhooks.activate(hook.id) } throws: {
            ($0 as? FieldError)?.code == .inactiveOwner
        }
    }

    @Test func scopesDoNotSeeEachOther() async throws {
        let harness = try Harness()
        let other = Scope(organization: try Organization("other"), environment: .sandbox)
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish(1, in: other)
            _ = await harness.service.drain()
            #expect(harness.transport.calls.isEmpty)
            #expect(
                try await harness.service.webhooks(in: other, as: .host).webhook(hook.id) == nil
            )
            await #expect(throws: StoreError.self) {
                try await harness.service.webhooks(in: other, as: .host).deactivate(hook.id)
            }
            #expect(
                try await harness.service.webhooks(in: other, as: .host).delete(hook.id) == false
            )
        }
    }

    /// A-1.
    @Test func pausedWebhooksQueueAndSendLater() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.service.webhooks.pause(hook.id)
            for number in 0..<3 { try await harness.publish(number) }
            _ = await harness.service.drain()
            #expect(harness.transport.calls.isEmpty)
            try await harness.service.webhooks.activate(hook.id)
            _ = await harness.service.drain()
            #expect(harness.transport.calls.count == 3)
        }
    }
}
