import Foundation
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// A shop that writes orders and their events in one transaction, and is killed while it does.
///
/// Each order is taken by a process of its own. Afterwards every order that is in the shop's table
/// has arrived at the receiver exactly once, and no other.
@main
struct OutboxMain {
    static func main() async {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            if arguments.isEmpty { exit(try await show() ? 0 : 1) }
            try await takeOrder(arguments)
            exit(0)
        } catch {
            say("Outbox: \(error)")
            exit(2)
        }
    }

    // MARK: The process that takes one order

    private static func takeOrder(_ arguments: [String]) async throws {
        guard arguments.count == 5, arguments[0] == "--order", let number = Int(arguments[1]),
            arguments[2] == "--crash-at", let crash = Checkout.Crash(rawValue: arguments[3])
        else {
            say("usage: Outbox [--order NUMBER --crash-at POINT FILE]")
            exit(2)
        }
        try await Checkout(path: arguments[4], crash: crash).take(
            Order(number: number, item: "tea")
        )
    }

    /// Takes an order in another process and says how that ended.
    private static func takeOrder(_ number: Int, _ crash: Checkout.Crash, _ path: String) throws {
        let process = Process()
        process.executableURL = Bundle.main.executableURL
        process.arguments = ["--order", "\(number)", "--crash-at", crash.rawValue, path]
        try process.run()
        process.waitUntilExit()
        let wasKilled = process.terminationReason == .uncaughtSignal
        say("order \(number): \(wasKilled ? "killed \(crash.rawValue)" : "taken")")
        guard wasKilled == (crash != .never), wasKilled || process.terminationStatus == 0 else {
            throw ShopDatabase.Problem(description: "it should have ended otherwise")
        }
    }

    // MARK: The whole

    /// - Returns: whether everything was as it should be.
    private static func show() async throws -> Bool {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("outbox-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("shop.db").path

        let database = try ShopDatabase(path: path)
        for (index, crash) in Checkout.Crash.allCases.enumerated() {
            try takeOrder(index + 1, crash, path)
        }
        let survivors = try database.orders()
        say("in the table: \(survivors)")
        let first = try await deliver(from: path)
        say("arrived: \(first)")

        // Nobody answered those customers, so they order again; a repetition changes nothing.
        for (index, crash) in Checkout.Crash.allCases.enumerated() where crash != .never {
            try takeOrder(index + 1, .never, path)
        }
        let all = try database.orders()
        say("in the table: \(all)")
        let second = try await deliver(from: path)
        say("arrived: \(second)")

        return survivors == [3, 4] && first == survivors
            && all == [1, 2, 3, 4] && (first + second).sorted() == all
    }

    /// Delivers what is due to a receiver on this machine; gives the orders it got, sorted.
    private static func deliver(from path: String) async throws -> [Int] {
        let store = try await Checkout.store(at: path)
        let service = try Checkout.service(on: store)
        let receiver = try LoopbackReceiver()
        receiver.on("/", .status(200))
        let webhook = try await service.webhooks.create(
            WebhookDraft(name: "Bookkeeping", url: receiver.url("/").string, events: .all),
            ping: .skipped
        )
        receiver.verify(with: WebhookVerifier(secrets: [webhook.secret]))
        let report = await service.drain()
        // The next receiver has another port.
        try await service.webhooks.delete(webhook.webhook.id)
        await store.close()
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

/// Prints a line at once, in its order among those of other processes.
func say(_ line: String) {
    print(line)
    fflush(nil)
}
