import Testing
import WebhookKit
import WebhookKitTesting

/// Managing calls that meet other changes (W-10, A-7, A-8), and notices that meet shutdown.
@Suite struct ManagementRaceTests {
    @Test func aStaleEditPingsNobody() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            _ = try await harness.service.webhooks.edit(hook.id, revision: hook.revision) {
                $0.name = "renamed"
            }
            let error = await #expect(throws: StoreError.self) {
                try await harness.service.webhooks.edit(hook.id, revision: hook.revision) {
                    $0.url = "https://other.example/in"
                }
            }
            #expect(error?.code == .conflict)
        }
        #expect(harness.transport.calls.isEmpty)
    }

    @Test func activatingAfterAPingIsRefusedWhenTheURLChangedMeanwhile() async throws {
        let harness = try Harness { _ in .status(200, after: .seconds(1)) }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.service.webhooks.deactivate(hook.id)
            async let activated = harness.service.webhooks.activate(hook.id, ping: .required)
            try await harness.clock.sleep(for: .milliseconds(500))
            _ = try await harness.service.webhooks.edit(
                hook.id,
                revision: hook.revision,
                ping: .skipped
            ) { $0.url = "https://other.example/in" }
            do {
                _ = try await activated
                Issue.record("activated without an answer of the new URL")
            } catch let error as StoreError {
                #expect(error.code == .conflict)
            }
            let after = try await harness.service.webhooks.webhook(hook.id)
            #expect(after?.deactivation != nil, "the new URL was never asked")
        }
    }

    /// The owner is deactivated while a webhook is pinged: the call that stops all of the owner's
    /// webhooks cannot see one that is not stored yet.
    /// Fault 68.
    @Test(arguments: ["create", "transfer", "activate"])
    func anOwnerWhoGoesMeanwhileKeepsNoActiveWebhook(_ call: String) async throws {
        let harness = try Harness { _ in .status(200, after: .seconds(1)) }
        try await harness.virtually {
            let webhooks = harness.service.webhooks
            let ada = User(id: try User.ID("ada"), email: "ada@example.com")
            let isNew = call == "create"
            let hook = isNew ? nil : try await harness.webhook("old").webhook
            if call == "activate", let hook {
                _ = try await webhooks.edit(hook.id, revision: 1) { $0.owner = ada.id }
                try await webhooks.deactivate(hook.id)
            }
            async let saved: Webhook.ID = {
                guard let hook else {
                    return try await harness.webhook("new", ping: .required) { $0.owner = ada.id }
                        .webhook.id
                }
                if call == "activate" {
                    return try await webhooks.activate(hook.id, ping: .required).id
                }
                return try await webhooks.edit(hook.id, revision: hook.revision) {
                    $0.owner = ada.id
                    $0.url = "https://new.example/in"
                }.id
            }()
            try await harness.clock.sleep(for: .milliseconds(500))
            var gone = ada
            gone.isActive = false
            harness.directory.save(gone, in: .default)
            try await webhooks.deactivate(ownedBy: ada.id)
            let stored = try #require(try await webhooks.webhook(try await saved))
            #expect(stored.owner == ada.id)
            #expect(stored.deactivation?.reason == .ownerDeactivated)
        }
    }

    @Test func oneWebhookThatVanishesDoesNotKeepTheOwnersOthersActive() async throws {
        let faulty = Locked<FaultyStore<InMemoryWebhookStore>?>(nil)
        let harness = try Harness(store: { clock in
            let store = FaultyStore(InMemoryWebhookStore(clock: clock))
            faulty.withLock { $0 = store }
            return store
        }) { _ in .status(200) }
        let store = try #require(faulty.withLock { $0 })
        try await harness.virtually {
            let ada = try User.ID("ada")
            for index in 0..<3 { _ = try await harness.webhook("hook\(index)") { $0.owner = ada } }
            store.fail(.update, with: .before(.notFound("deleted by somebody else")))
            let stopped = try await harness.service.webhooks.deactivate(ownedBy: ada)
            #expect(stopped.count == 2)
        }
    }

    @Test func aNoticeHandedOverDuringShutdownIsNotHandedOverAgain() async throws {
        let notifier = RecordingNotifier { _ in
            unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() }
            return nil
        }
        let harness = try Harness(notifier: notifier) { _ in .status(410) }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            for _ in 0..<2 {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { _ = await harness.service.drain() }
                }
                try await harness.clock.sleep(for: .seconds(120))
            }
        }
        #expect(notifier.sent.elements.count == 1)
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(-1)])
    func absurdTimesInAConfigurationAreRefused(time: Duration) throws {
        let changes: [(inout WebhookService.Configuration) -> Void] = [
            { $0.pollInterval = time }, { $0.recoveryWindow = time }, { $0.shutdownGrace = time },
        ]
        for change in changes {
            #expect(throws: FieldError.self) {
                try Harness(configure: change) { _ in .hang }
            }
        }
    }
}
