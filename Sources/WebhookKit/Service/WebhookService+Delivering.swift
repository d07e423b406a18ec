extension WebhookService {
    /// Delivers until the task is cancelled: claims, tries, records, hands over notices, sweeps.
    ///
    /// Several calls, in this process or in others on the same store, share the work. Cancelling
    /// stops claiming, lets attempts in flight finish for
    /// ``Configuration/shutdownGrace``, and gives the rest back; no attempt is burnt by it
    /// (D-12). It does not end by itself and throws nothing else.
    ///
    /// - Throws: `CancellationError`, when everything has ended.
    public func run() async throws {
        let context = self.context
        _ = await shielded(endsWhenIdle: false) { group, deadlines in
            if let store = context.store as? any SharedWebhookStore {
                // Asked for before the first claim: what comes after that is told.
                let changes = store.changes()
                group.addTask { for await _ in changes { context.signals.signal() } }
            }
            group.addTask { await NoticeCourier(context: context).run(by: deadlines) }
            group.addTask { await Housekeeper(context: context).run() }
        }
        try Task.checkCancellation()
    }

    /// Delivers everything that is due now, hands over notices, does a piece of housekeeping, and
    /// returns.
    ///
    /// For hosts that are woken by a timer, and for tests: wait for ``DrainReport/nextDue``, then
    /// call it again. Cancelling ends it as it ends ``run()``.
    public func drain() async -> DrainReport {
        var report = await shielded(endsWhenIdle: true) { _, _ in }
        let deadlines = DeadlineKeeper(clock: context.clock)
        report.notices = await deadlines.keep {
            await NoticeCourier(context: context).deliverAll(by: deadlines)
        }
        _ = await Housekeeper(context: context).step()
        return report
    }

    /// Runs the loop in a task of its own, which the caller's cancellation reaches only as a request
    /// to stop: attempts in flight must outlive it for the grace time.
    private func shielded(
        endsWhenIdle: Bool,
        beside addCompanions: (inout TaskGroup<Void>, DeadlineKeeper) -> Void
    ) async -> DrainReport {
        context.tellPortsNotSet()
        let stop = DispatchLoop.StopSign()
        let mailbox = Mailbox<DispatchLoop.Finished>()
        let deadlines = DeadlineKeeper(clock: context.clock)
        let loop = DispatchLoop(
            context: context,
            owner: WorkerID(at: context.clock.now, using: context.random),
            mailbox: mailbox,
            stop: stop,
            deadlines: deadlines,
            endsWhenIdle: endsWhenIdle
        )
        // Kept for the companions too: a port that hangs would hold them for ever.
        return await deadlines.keep {
            await withTaskGroup(of: Void.self) { group in
                addCompanions(&group, deadlines)
                let work = Task(executorPreference: Self.currentExecutor) { await loop.run() }
                let report = await withTaskCancellationHandler {
                    await work.value
                } onCancel: {
                    stop.stop()
                    mailbox.signal()
                }
                group.cancelAll()
                return report
            }
        }
    }

    /// Unstructured tasks do not inherit the executor that the caller prefers; this one should.
    static var currentExecutor: (any TaskExecutor)? {
        guard #available(macOS 26.4, iOS 26.4, tvOS 26.4, watchOS 26.4, visionOS 26.4, *) else {
            return nil
        }
        return unsafe withUnsafeCurrentTask { task in
            unsafe task?.unownedTaskExecutor?.asTaskExecutor()
        }
    }

    /// What waits, what is under way, and whether the sender itself is suspect (O-1).
    public func health() async throws -> ServiceHealth {
        let backlog = try await context.store.backlog()
        let uptime = context.clock.uptime
        return ServiceHealth(
            backlog: backlog,
            isSenderSuspect: context.sender.withLock { $0.suspectFor(at: uptime) != nil },
            unreadableSecrets: context.secretTrouble.withLock { $0.count(at: uptime) },
            abandonedCalls: context.call.abandoned,
            portsNotSet: context.portsNotSet,
            authentication: tokenService.health
        )
    }
}

/// How the service is doing; see ``WebhookService/health()``.
public struct ServiceHealth: Sendable, Hashable {
    /// What waits in the store, over all scopes and processes.
    public let backlog: Backlog
    /// Whether this process takes itself for unreachable rather than the receivers (D-16).
    public let isSenderSuspect: Bool
    /// How many webhooks this process cannot send to, since their secrets cannot be opened or used:
    /// check the cipher and its key.
    public let unreadableSecrets: Int
    /// How many calls of the host's ports hang, left alone at their deadlines, by port; only those
    /// that have some. With 256 hardly any further call of that port is begun.
    public let abandonedCalls: [HostPort: Int]
    /// The notifier when nobody is told of anything, the cipher when secrets are stored as they are.
    public let portsNotSet: Set<HostPort>
    /// How authentication by API tokens is doing in this process.
    public let authentication: TokenHealth
}
