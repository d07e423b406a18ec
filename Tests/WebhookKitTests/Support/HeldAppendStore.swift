import WebhookKit
import WebhookKitTesting

/// A store whose appends wait until the test lets them go, and fail as it says.
final class HeldAppendStore: WebhookStore {
    typealias Outcomes = [Result<[Publication], StoreError>]

    let inner = InMemoryWebhookStore(clock: ManualClock())
    /// How many batches each step had.
    let steps = Locked<[Int]>([])
    private let fault: @Sendable ([[Event]]) -> (any Error)?
    private let gate = Locked<(isOpen: Bool, held: [CheckedContinuation<Void, Never>])>((false, []))

    init(fault: @escaping @Sendable ([[Event]]) -> (any Error)? = { _ in nil }) {
        self.fault = fault
    }

    /// Lets the append under way go on, and all later ones pass.
    func open() {
        let held = gate.withLock { gate in
            gate.isOpen = true
            defer { gate.held = [] }
            return gate.held
        }
        for held in held { held.resume() }
    }

    func append(_ batches: [[Event]]) async throws -> Outcomes {
        steps.withLock { $0.append(batches.count) }
        await withCheckedContinuation { continuation in
            let isOpen = gate.withLock { gate in
                if !gate.isOpen { gate.held.append(continuation) }
                return gate.isOpen
            }
            if isOpen { continuation.resume() }
        }
        if let error = fault(batches) { throw error }
        return inner.append(batches)
    }

    func settle(_ request: SettleRequest) async throws -> SettleReport { inner.settle(request) }
    func requeue(_ request: RequeueRequest) async throws { try inner.requeue(request) }
    func parked(_ query: ParkedQuery) async throws -> ParkedPage { inner.parked(query) }
    func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord {
        try inner.insert(record, limit: limit)
    }
    func update(_ update: WebhookUpdate) async throws -> WebhookRecord { try inner.update(update) }
    func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord] { inner.webhooks(query) }
    func remove(_ removal: WebhookRemoval) async throws -> Int { inner.remove(removal) }
    func log(_ query: LogQuery) async throws -> LogPage { try inner.log(query) }
    func notices(_ request: NoticeRequest) async throws -> [Notice] { inner.notices(request) }
    func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        inner.maintain(request)
    }
    func backlog() async throws -> Backlog { inner.backlog() }
}
