import Foundation
import WebhookKit
import WebhookKitFileStore
import WebhookKitSQLite
import WebhookKitTesting

/// The main job from end to end: register, publish, sign, deliver, retry, deactivate, log.
@main
struct QuickStart {
    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            exit(try await run(options) ? 0 : 1)
        } catch let problem as Options.Problem {
            print("QuickStart: \(problem)\n\(Options.usage)")
        } catch {
            print("QuickStart: \(error)")
        }
        exit(2)
    }

    /// Five rounds as in production, in a fifth of a second rather than an hour.
    static var hurried: DeliveryPolicy {
        var policy = DeliveryPolicy.gladly
        policy.deadline = .seconds(5)
        policy.window = .seconds(60)
        policy.gaps = [10, 20, 40, 80].map { .milliseconds($0) }
        policy.quickRetries = .init(count: 1, interval: .milliseconds(5))
        return policy
    }

    static var configuration: WebhookService.Configuration {
        var configuration = WebhookService.Configuration()
        configuration.policy = hurried
        configuration.destination = .development
        configuration.pollInterval = .milliseconds(50)
        configuration.limits.logEvents = Options.mostEvents
        return configuration
    }

    /// - Returns: whether nothing was lost.
    static func run(_ options: Options) async throws -> Bool {
        let drafts = try options.drafts()
        switch options.store {
        case .sqlite(let path): return try await run(options, drafts, inDatabase: path)
        case .folder(let folder): return try await run(options, drafts, inFolder: folder)
        case nil:
            let folder = FileManager.default.temporaryDirectory.path + "/quickstart-\(UUID())"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: false
            )
            return try await run(options, drafts, inDatabase: folder + "/webhooks.sqlite")
        }
    }

    private static func run(
        _ options: Options,
        _ drafts: [EventDraft],
        inDatabase path: String
    ) async throws -> Bool {
        let store = try await SQLiteWebhookStore(path: path)
        let result = await Result { try await run(options, drafts, on: store) }
        await store.close()
        return try result.get()
    }

    private static func run(
        _ options: Options,
        _ drafts: [EventDraft],
        inFolder folder: String
    ) async throws -> Bool {
        // Small, so that a short run has snapshots too; the default suits a server.
        let store = try await FileWebhookStore(
            folder: folder,
            configuration: .init(compactionMinimum: 1 << 20)
        )
        for warning in store.warnings { say("put right: \(warning)") }
        let result = await Result { try await run(options, drafts, on: store) }
        await store.close()
        return try result.get()
    }

    private static func run(
        _ options: Options,
        _ drafts: [EventDraft],
        on store: any WebhookStore
    ) async throws -> Bool {
        let ledger = Ledger()
        let service = try WebhookService(
            store: store,
            transport: options.transport.make(),
            configuration: configuration,
            observer: ledger
        )
        let receiver = try Receiver()
        let webhooks = service.webhooks(in: .default, as: .host)
        let registration = Registration(webhooks: webhooks, receiver: receiver, options: options)
        let registered = try await registration.all()
        // Set aside when the process ended again and again: who starts once more wants it tried.
        let resumed = try await webhooks.resumeAllParked()
        if resumed > 0 { say("resumed \(resumed) parked deliveries") }
        let publications = try await publishAll(drafts, with: service)
        try await deliverAll(service)

        var summary = Summary(publications)
        for webhook in registered {
            try await summary.add(webhook, webhooks, ledger, receiver)
        }
        say("\n\(summary)")
        let refused = receiver.refusedSignatures
        if refused > 0 { say("\(refused) requests did not verify") }
        return summary.lost == 0 && refused == 0
    }

    /// Publishes while deliveries go on.
    ///
    /// What an earlier run has published is there already, by its idempotency key.
    private static func publishAll(
        _ drafts: [EventDraft],
        with service: WebhookService
    ) async throws -> [Publication] {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            var publications: [Publication] = []
            for start in stride(from: 0, to: drafts.count, by: 50) {
                let some = Array(drafts[start..<min(start + 50, drafts.count)])
                publications += try await service.publishAll(some)
            }
            group.cancelAll()
            return publications
        }
    }

    /// Delivers until nothing is left to do.
    ///
    /// In a database that processes share, a process that was killed keeps its leases until they end:
    /// its deliveries come again then.
    private static func deliverAll(_ service: WebhookService) async throws {
        var wasTold = false
        while true {
            if let next = await service.drain().nextDue {
                try await Task.sleep(for: next)
                continue
            }
            let leased = try await service.health().backlog.leased
            guard leased > 0 else { return }
            if !wasTold { say("waiting for \(leased) deliveries of a process that has ended") }
            wasTold = true
            try await Task.sleep(for: .seconds(1))
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
