import Foundation
import WebhookKit
import WebhookKitSQLite
import WebhookKitURLSession

/// What was bought; also the event's data.
struct Order: Codable {
    let number: Int
    let item: String
}

/// Takes one order: the order and the news of it in one transaction.
struct Checkout {
    /// Where the process ends as if the machine had been switched off.
    enum Crash: String, CaseIterable {
        case afterTheOrder
        case beforeTheCommit
        case afterTheCommit
        case never
    }

    let path: String
    var crash = Crash.never

    func take(_ order: Order) async throws {
        let store = try await Checkout.store(at: path)
        let service = try Checkout.service(on: store)
        let outbox = try SQLiteOutbox(tables: Checkout.tables)
        // Checked before the transaction begins; the key makes a repeated order one event.
        let event = try service.prepare(
            EventType("order.placed"),
            order,
            idempotencyKey: "order-\(order.number)"
        )
        let database = try ShopDatabase(path: path)
        try database.transaction {
            try database.insert(order)
            die(at: .afterTheOrder)
            _ = try database.publish(event, in: outbox)
            die(at: .beforeTheCommit)
        }
        die(at: .afterTheCommit)
        await store.close()
    }

    private func die(at point: Crash) {
        if point == crash { kill(getpid(), SIGKILL) }
    }

    /// Our tables and the store's are in one file: only so is one transaction enough.
    static let tables = SQLiteWebhookStore.Tables.prefixed("webhookkit_")

    static func store(at path: String) async throws -> SQLiteWebhookStore {
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.tables = tables
        return try await SQLiteWebhookStore(path: path, configuration: configuration)
    }

    static func service(on store: SQLiteWebhookStore) throws -> WebhookService {
        var configuration = WebhookService.Configuration()
        configuration.catalog = try EventCatalog.empty.adding(
            EventCatalog.Entry(EventType("order.placed"), description: "An order was taken.")
        )
        // The receiver of this example is on this machine.
        configuration.destination = .development
        return try WebhookService(
            store: store,
            transport: URLSessionTransport(),
            configuration: configuration
        )
    }
}
