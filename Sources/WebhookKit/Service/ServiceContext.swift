/// The ports and settings that all parts of sending share.
struct ServiceContext: Sendable {
    /// What sending has in common with the other chapters.
    let chapter: ChapterContext
    let store: any WebhookStore
    let transport: any WebhookTransport
    let destination: DestinationGuard
    let notifier: any Notifier
    let configuration: WebhookService.Configuration
    let vault: SecretVault
    /// Lets those who publish at the same time share a step of the store.
    let appends = SharedAppends()
    /// Signalled when there may be something to deliver.
    let signals = SignalBoard()
    /// Signalled when there may be a notice to hand over.
    let noticeSignal = SignalBoard()
    let sender = Locked(SenderMonitor())
    /// Whose owners were asked about lately.
    let owners = OwnerWatch()
    /// Ports that do nothing: a silent notifier, no cipher.
    let portsNotSet: Set<HostPort>
    let hasToldPortsNotSet = Locked(false)
    /// Webhooks whose secrets cannot be opened.
    let secretTrouble = Locked(SecretTrouble())
    /// Notices that hung lately, which come after the others.
    let hungNotices = Locked<Set<Notice.ID>>([])
    /// Notices that a loop which has ended could not store: the next one's.
    let leftNotices = Locked<[Notice]>([])

    var users: BoundedDirectory { chapter.users }
    var call: HostCalls { chapter.call }
    var observer: any WebhookObserver { chapter.observer }
    var clock: any WebhookClock { chapter.clock }
    var random: any RandomSource { chapter.random }

    func policy(of webhook: Webhook) -> DeliveryPolicy {
        webhook.policy ?? configuration.policy
    }

    func rules(of webhook: Webhook) -> WebhookHealth.Rules {
        WebhookHealth.Rules(policy: policy(of: webhook), isExempt: webhook.isExempt)
    }
}

extension ServiceContext {
    /// Reads one webhook.
    func webhook(_ id: Webhook.ID, in scope: Scope) async throws -> WebhookRecord {
        guard let record = try await store.webhooks(WebhookQuery(scope: scope, id: id)).first else {
            throw StoreError.notFound(id)
        }
        return record
    }

    /// Says once which ports do nothing.
    func tellPortsNotSet() {
        let isFirst = hasToldPortsNotSet.withLock { hasTold in
            defer { hasTold = true }
            return !hasTold
        }
        guard isFirst else { return }
        for port in HostPort.allCases where portsNotSet.contains(port) {
            observer.observe(.portNotSet(port))
        }
    }

    /// Seals a webhook's secrets, unless the cipher hangs.
    func seal(_ secrets: WebhookSecrets, of id: Webhook.ID) async throws -> SealedSecrets {
        try await call(.secretCipher) { [vault] in try await vault.seal(secrets, of: id) }
    }

    /// Opens a webhook's secrets, unless the cipher hangs.
    func open(_ record: WebhookRecord) async throws -> WebhookSecrets {
        try await call(.secretCipher) { [vault] in try await vault.open(record) }
    }

    /// Gives the addresses a request to the URL may go to, or fails a second after its time at the
    /// latest, whatever the host's resolver does.
    func admit(
        _ url: WebhookURL,
        within limit: Duration,
        by deadlines: DeadlineKeeper
    ) async throws(DestinationFailure) -> [HostAddress] {
        // The system's keeps its deadlines by itself, and addresses need no lookup.
        guard !(destination.resolver is SystemResolver), case .name = url.host else {
            return try await destination.admit(url, within: limit)
        }
        typealias Answer = Result<[HostAddress], DestinationFailure>
        let answer = await call.result(
            of: .hostResolver,
            within: limit + .seconds(1),
            by: deadlines
        ) { [destination] () async -> Answer in
            do throws(DestinationFailure) {
                return .success(try await destination.admit(url, within: limit))
            } catch {
                return .failure(error)
            }
        }
        switch answer {
        case .value(let value): return try value.get()
        case _ where Task.isCancelled: throw .unresolved(.cancelled)
        case .late: throw .unresolved(.timedOut)
        case .notBegun: throw .unresolved(.local("too many lookups hang"))
        }
    }
}
