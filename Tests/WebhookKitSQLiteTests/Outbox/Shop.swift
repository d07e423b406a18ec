#if os(macOS) || os(Linux)
import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

@testable import Crasher

/// A host that keeps its orders in the file that has the store's tables, and has one webhook.
final class Shop: Sendable {
    let store: SQLiteWebhookStore
    let service: WebhookService
    let outbox: SQLiteOutbox
    let transport = ScriptedTransport()
    private let folder: TemporaryFolder

    static let tables = SQLiteWebhookStore.Tables.prefixed("hook_")

    init(
        configure: (inout SQLiteWebhookStore.Configuration) -> Void = { _ in }
    ) async throws {
        folder = try TemporaryFolder()
        let path = folder.at("shop.db")
        try HostDatabase(path: path).run("CREATE TABLE orders (item TEXT)")
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.tables = Self.tables
        configure(&configuration)
        store = try await SQLiteWebhookStore(path: path, configuration: configuration)
        service = try WebhookService(
            store: store,
            transport: transport,
            resolver: ScriptedResolver()
        )
        outbox = try SQLiteOutbox(tables: Self.tables)
        _ = try await webhook("all")
    }

    /// Another connection of the host.
    ///
    /// - Parameter waits: whether it has a busy timeout, which SQLite's default has not.
    func connect(waits: Bool = true) throws -> HostDatabase {
        let host = try HostDatabase(path: folder.at("shop.db"))
        if waits { try host.run("PRAGMA busy_timeout = 5000") }
        return host
    }

    /// A webhook for all events, at the URL of its name.
    func webhook(_ name: String) async throws -> Webhook {
        let draft = WebhookDraft(name: name, url: "https://\(name).example/", events: .all)
        return try await service.webhooks.create(draft, ping: .skipped).webhook
    }

    /// An event that is checked and not stored.
    func event(
        _ json: String = "{}",
        type: EventType = .taskCreated,
        key: String? = nil,
        id: String? = nil,
        scope: Scope = .default
    ) throws -> Event {
        try service.prepare(
            EventDraft(
                type,
                json: Array(json.utf8),
                in: scope,
                idempotencyKey: key,
                id: id.map { try Event.ID($0) }
            )
        )
    }

    /// Delivers what is due and gives the bodies that have arrived so far, by URL.
    func arrived(at name: String = "all") async -> [[UInt8]] {
        _ = await service.drain()
        return transport.calls
            .filter { $0.request.url.string == "https://\(name).example/" }
            .map { Array($0.request.body) }
    }
}
#endif
