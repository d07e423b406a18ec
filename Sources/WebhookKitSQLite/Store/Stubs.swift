import WebhookKit

final class StoreCore {
    func append(_ events: [Event]) throws(StoreError) -> [Publication] { throw .closed }
    func claim(_ request: ClaimRequest) throws(StoreError) -> Claim { throw .closed }
    func settle(_ request: SettleRequest, contents: [[UInt8]?]) throws(StoreError)
        -> [SettlementResult]
    { throw .closed }
    func requeue(_ request: RequeueRequest) throws(StoreError) { throw .closed }
    func insert(_ record: WebhookRecord, limit: Int) throws(StoreError) -> WebhookRecord {
        throw .closed
    }
    func update(_ update: WebhookUpdate) throws(StoreError) -> WebhookRecord { throw .closed }
    func remove(_ removal: WebhookRemoval) throws(StoreError) -> Int { throw .closed }
    func handOut(_ request: NoticeRequest) throws(StoreError) -> [Notice] { throw .closed }
    func maintain(_ request: MaintenanceRequest) throws(StoreError) -> MaintenanceReport {
        throw .closed
    }
    func finish() {}
}
struct GroupCommit {
    let core: StoreCore
    func perform(_ jobs: [StoreJob]) { for job in jobs { job.refuse(.closed) } }
}
final class StoreQueries {
    func webhooks(_ query: WebhookQuery) throws(StoreError) -> [WebhookRecord] { throw .closed }
    func log(_ query: LogQuery) throws(StoreError) -> LogPage { throw .closed }
    func backlog() throws(StoreError) -> Backlog { throw .closed }
}
final class StoreReader: Sendable {
    func open(_ opening: StoreOpening) async throws(StoreError) {}
    func stop() {}
    func close() async {}
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (StoreQueries) throws(StoreError) -> Value
    ) async throws -> Value { throw StoreError.closed }
}
struct StoreOpening: Sendable {
    init(path: String, configuration: SQLiteWebhookStore.Configuration, clock: any MachineClock)
        throws(StoreError)
    {}
    func openStore() throws(StoreError) -> StoreCore { throw .closed }
}
enum AttemptContent { static func encode(_ attempt: Attempt) throws -> [UInt8] { [] } }
