import Foundation
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// A shop that writes orders and their events in one transaction.
///
/// Every order that is in the shop's table arrives at the receiver exactly once, and no other: not
/// one whose transaction was rolled back, nor a second time one that was taken twice. The same holds
/// when the process is killed at any point: `Scripts/crash points` sees to that.
@main
struct OutboxMain {
    static func main() async {
        do {
            exit(try await show() ? 0 : 1)
        } catch {
            print("Outbox: \(error)")
            exit(2)
        }
    }

    /// - Returns: whether everything was as it should be.
    private static func show() async throws -> Bool {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("outbox-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("shop.db").path

        let store = try await Checkout.store(at: path)
        let service = try Checkout.service(on: store)
        let checkout = Checkout(database: try ShopDatabase(path: path), service: service)
        try checkout.take(Order(number: 1, item: "tea"))
        do {
            try checkout.take(Order(number: 2, item: "coffee"), isDeclined: true)
        } catch is Checkout.Declined {
            print("order 2: declined, so that neither the order nor the event is there")
        }
        // The customer clicks twice; a repetition changes nothing.
        for _ in 1...2 { try checkout.take(Order(number: 3, item: "cocoa")) }

        let orders = try checkout.database.orders()
        print("in the table: \(orders)")
        let arrived = try await deliver(from: service)
        print("arrived: \(arrived)")
        await store.close()
        return orders == [1, 3] && arrived == orders
    }

    /// Delivers what is due to a receiver on this machine; gives the orders it got, sorted.
    private static func deliver(from service: WebhookService) async throws -> [Int] {
        let receiver = try LoopbackReceiver()
        receiver.on("/", .status(200))
        let webhook = try await service.webhooks(in: .default, as: .host).create(
            WebhookDraft(name: "Bookkeeping", url: receiver.url("/").string, events: .all),
            ping: .skipped
        )
        receiver.verify(with: WebhookVerifier(secrets: [webhook.secret]))
        let report = await service.drain()
        guard report.delivered == report.attempts, receiver.rejectedCount == 0 else {
            throw ShopDatabase.Problem(description: "not everything arrived: \(report)")
        }
        return try receiver.requests
            .map { try JSONDecoder().decode(Envelope.self, from: Data($0.body)).data.number }
            .sorted()
    }

    private struct Envelope: Decodable {
        let data: Order
    }
}
