import Testing
import WebhookKit
import WebhookKitTesting

/// The destination is judged when a URL is saved, pinged or not (S-1).
@Suite struct DestinationAtSaveTests {
    private static let loopback = HostAddress.v4(0x7F00_0001)
    private static let outside = HostAddress.v4(0x5DB8_D70E)

    private let asked = Locked<[String]>([])

    /// Names that begin with "inside" have a loopback address beside a public one.
    private static func answer(_ name: String) -> Result<[HostAddress], ResolutionFailure> {
        .success(name.hasPrefix("inside") ? [outside, loopback] : [outside])
    }

    private func harness(
        _ answer: @escaping @Sendable (String) -> Result<[HostAddress], ResolutionFailure> = answer
    ) throws -> Harness {
        let asked = asked
        let resolver = ScriptedResolver { name in
            asked.withLock { $0.append(name) }
            return answer(name)
        }
        return try Harness(resolver: resolver) { _ in .status(200) }
    }

    private func isBlocked(_ error: any Error) -> Bool {
        guard let error = error as? FieldError else { return false }
        return error.code == .blockedDestination && error.field == "url"
    }

    @Test(arguments: [Webhooks.PingChoice.skipped, .required])
    func creatingRefusesNamesWithAnAddressThatIsNotPublic(ping: Webhooks.PingChoice) async throws {
        let harness = try harness()
        try await harness.virtually {
            await #expect { try await harness.webhook("inside", ping: ping) } throws: {
                isBlocked($0)
            }
            let stored = try await harness.service.webhooks.all()
            #expect(stored.isEmpty)
            #expect(harness.transport.calls.isEmpty)
            #expect(asked.withLock { $0 } == ["inside.example"])
        }
    }

    @Test(arguments: [Webhooks.PingChoice.skipped, .required])
    func movingRefusesNamesWithAnAddressThatIsNotPublic(ping: Webhooks.PingChoice) async throws {
        let harness = try harness()
        try await harness.virtually {
            let hook = try await harness.webhook("outside").webhook
            await #expect {
                try await harness.service.webhooks.edit(hook.id, revision: 1, ping: ping) {
                    $0.url = "https://inside.example/in"
                }
            } throws: {
                isBlocked($0)
            }
            #expect(try await harness.service.webhooks.webhook(hook.id)?.url == hook.url)
        }
    }

    /// People learn the class of the address; which one it is goes to the observer alone.
    /// Fault 75.
    @Test(arguments: [Webhooks.PingChoice.skipped, .required])
    func theRefusalKeepsTheAddressToItself(ping: Webhooks.PingChoice) async throws {
        let harness = try harness()
        try await harness.virtually {
            let error = await #expect(throws: FieldError.self) {
                try await harness.webhook("inside", ping: ping)
            }
            var text = ""
            dump(error, to: &text)
            #expect(!text.contains("127.0.0.1"))
            #expect(text.contains("inside.example") && text.contains("loopback"))
            let refused = harness.observer.activities.elements.compactMap { observation in
                if case .destinationRefused(_, let refusal) = observation { refusal } else { nil }
            }
            #expect(refused.map(\.address) == [Self.loopback])
        }
    }

    /// The name is one of a network's own since it was saved, or is found to be while connecting.
    /// Fault 75.
    @Test(arguments: [false, true])
    func theLogAndTheNoticeKeepTheAddressToThemselves(whileConnecting: Bool) async throws {
        let isInside = Locked(false)
        let resolver = ScriptedResolver { _ in
            .success([isInside.withLock { $0 } ? Self.loopback : Self.outside])
        }
        let harness = try Harness(resolver: resolver) { _ in
            .failure(.blockedDestination(Self.loopback))
        }
        try await harness.virtually {
            let hook = try await harness.webhook("hook").webhook
            isInside.withLock { $0 = !whileConnecting }
            try await harness.publish()
            try await harness.drainAll()
            let page = try await harness.service.webhooks.log(of: hook.id)
            #expect(page.entries.first?.attempts.first?.failure?.kind == .blockedDestination)
            let health = try await harness.service.webhooks.webhook(hook.id)?.health
            var text = ""
            dump((page, health, harness.notifier.sent.elements), to: &text)
            #expect(!text.contains("127.0.0.1") && text.contains("loopback"))
            #expect(
                harness.observer.activities.elements.contains {
                    if case .destinationRefused(hook.id, let refusal) = $0 {
                        refusal.address == Self.loopback
                    } else {
                        false
                    }
                }
            )
        }
    }

    @Test(arguments: [
        ResolutionFailure.unknownHost, .timedOut, .temporary("server failed"), .local("no threads"),
    ])
    func namesThatDoNotResolveYetAreSaved(failure: ResolutionFailure) async throws {
        let harness = try harness { _ in .failure(failure) }
        try await harness.virtually {
            let hook = try await harness.webhook("later").webhook
            _ = try await harness.service.webhooks.edit(hook.id, revision: 1, ping: .skipped) {
                $0.url = "https://still-later.example/"
            }
            #expect(asked.withLock { $0 } == ["later.example", "still-later.example"])
        }
    }

    @Test func whatKeepsTheURLLooksNothingUp() async throws {
        let harness = try harness()
        try await harness.virtually {
            let hook = try await harness.webhook("kept").webhook
            _ = try await harness.service.webhooks.edit(hook.id, revision: 1, ping: .skipped) {
                $0.name = "Renamed"
                $0.url = " HTTPS://Kept.Example:443/in\n"
            }
            #expect(asked.withLock { $0 } == ["kept.example"])
        }
    }

    @Test func aPingLooksTheNameUpOnce() async throws {
        let harness = try harness()
        try await harness.virtually {
            _ = try await harness.webhook("pinged", ping: .required)
            #expect(asked.withLock { $0 } == ["pinged.example"])
        }
    }

    @Test(arguments: [
        "https://intranet/", "https://metadata/", "https://kubernetes.default.svc/",
        "https://metadata.google.internal/", "https://LocalHost/", "https://printer.local/",
    ])
    func namesThatCannotBePublicAreNotLookedUp(url: String) async throws {
        let harness = try harness()
        try await harness.virtually {
            for ping in [Webhooks.PingChoice.skipped, .required] {
                await #expect { try await harness.webhook(ping: ping) { $0.url = url } } throws: {
                    isBlocked($0)
                }
            }
            #expect(asked.withLock { $0 } == [])
        }
    }

    /// A webhook of an older, more generous policy: every attempt refuses the name, unasked.
    @Test func attemptsDoNotLookLocalNamesUpEither() async throws {
        let intranet = try HostPattern("intranet")
        let harness = try Harness(configure: { $0.destination.localHosts = [intranet] }) { _ in
            .status(200)
        }
        let asked = asked
        let strict = try WebhookService(
            store: harness.store,
            transport: harness.transport,
            resolver: ScriptedResolver { name in
                asked.withLock { $0.append(name) }
                return Self.answer(name)
            },
            clock: harness.clock,
            random: harness.random
        )
        try await harness.virtually {
            let hook = try await harness.webhook { $0.url = "https://Intranet/in" }.webhook
            #expect(hook.url.string == "https://intranet/in")
            try await harness.publish()
            _ = await strict.drain()
            let page = try await strict.webhooks.log(of: hook.id)
            let failure = try #require(page.entries.first?.attempts.first?.failure)
            #expect(failure.kind == .blockedDestination)
            #expect(failure.detail.contains("local name"))
            #expect(harness.transport.calls.isEmpty && asked.withLock { $0.isEmpty })
        }
    }

    @Test func aMuteNameServerHoldsUpASaveForSecondsAtMost() async throws {
        let clock = Locked<ManualClock?>(nil)
        let harness = try Harness(resolver: MuteResolver { clock.withLock { $0 } }) { _ in
            .status(200)
        }
        clock.withLock { $0 = harness.clock }
        try await harness.virtually {
            let start = harness.clock.uptime
            _ = try await harness.webhook("mute")
            #expect(harness.clock.uptime - start <= .seconds(5))
        }
    }

    @Test func aCancelledSaveStoresNothing() async throws {
        let clock = Locked<ManualClock?>(nil)
        let harness = try Harness(resolver: MuteResolver { clock.withLock { $0 } }) { _ in
            .status(200)
        }
        clock.withLock { $0 = harness.clock }
        try await harness.virtually {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await harness.webhook("mute") }
                try await harness.clock.sleep(for: .seconds(1))
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            let stored = try await harness.service.webhooks.all()
            #expect(stored.isEmpty)
        }
    }
}

/// Answers nothing, and gives up when its deadline does or its caller.
private struct MuteResolver: HostResolver {
    let clock: @Sendable () -> ManualClock?

    func resolve(
        _ host: String,
        deadline: Duration
    ) async throws(ResolutionFailure) -> [HostAddress] {
        do {
            try await clock()?.sleep(for: deadline)
        } catch {
            throw .cancelled
        }
        throw .timedOut
    }
}
