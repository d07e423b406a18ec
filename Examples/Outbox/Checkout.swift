import WebhookKit
import WebhookKitSQLite
import WebhookKitURLSession

/// What was bought; also the event's data.
struct Order: Codable {
    let number: Int
    let item: String
}

/// Takes orders: an order and the news of it in one transaction.
struct Checkout {
    /// The till refuses the payment, after the event was published.
    struct Declined: Error {}

    /// Our tables and the store's are in one file: only so is one transaction enough.
    static let tables = SQLiteWebhookStore.Tables.prefixed("webhookkit_")

    let database: ShopDatabase
    let service: WebhookService

    func take(_ order: Order, isDeclined: Bool = false) throws {
        let outbox = try SQLiteOutbox(tables: Checkout.tables)
        // Checked before the transaction begins; the key makes a repeated order one event.
        let event = try service.prepare(
            "order.placed",
            order,
            in: .default,
            idempotencyKey: "order-\(order.number)"
        )
        try database.transaction {
            try database.insert(order)
            _ = try database.publish(event, in: outbox)
            if isDeclined { throw Declined() }
        }
    }

    static func store(at path: String) async throws -> SQLiteWebhookStore {
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.tables = tables
        return try await SQLiteWebhookStore(path: path, configuration: configuration)
    }

    static func service(on store: SQLiteWebhookStore) throws -> WebhookService {
        var configuration = WebhookService.Configuration()
        configuration.catalog = try EventCatalog.empty.adding(
            EventCatalog.Entry("order.placed", description: "An order was taken.")
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
