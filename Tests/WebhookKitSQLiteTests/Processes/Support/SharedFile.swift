#if os(macOS) || os(Linux)
import Foundation
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

@testable import Crasher

/// One database for several processes: the test itself is one, workers are the others.
struct SharedFile {
    let folder: TemporaryFolder
    let store: SQLiteWebhookStore
    let service: WebhookService

    var path: String { folder.at("webhooks.sqlite") }
    var sendsPath: String { folder.at("sends") }

    init() async throws {
        folder = try TemporaryFolder()
        store = try await SQLiteWebhookStore(path: folder.at("webhooks.sqlite"))
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        service = try WebhookService(
            store: store,
            transport: NoTransport(),
            configuration: configuration
        )
    }

    /// Creates a webhook; requests to it carry `path` in the file of sends.
    @discardableResult
    func webhook(
        _ path: String = "w",
        flow: DeliveryFlow = DeliveryFlow(),
        policy: DeliveryPolicy? = nil
    ) async throws -> Webhook.ID {
        let webhook = try await service.webhooks.create(
            WebhookDraft(
                name: path,
                url: "http://127.0.0.1:9/\(path)",
                events: .all,
                policy: policy,
                flow: flow
            ),
            ping: .skipped
        ).webhook
        // Of one that has never answered, only one at a time is sent.
        try await store.setResponsiveness(.prompt, of: webhook)
        return webhook.id
    }

    /// Publishes events and gives their ids.
    @discardableResult
    func publish(_ count: Int) async throws -> Set<String> {
        var ids: Set<String> = []
        var rest = count
        while rest > 0 {
            let drafts = (0..<min(rest, 500)).map {
                EventDraft(
                    .messageCreated,
                    json: Array(#"{"number":\#(rest - $0)}"#.utf8),
                    in: .default
                )
            }
            ids.formUnion(try await service.publishAll(drafts).map(\.id.string))
            rest -= drafts.count
        }
        return ids
    }

    func worker(
        _ verb: String,
        _ options: [String: any CustomStringConvertible] = [:]
    ) throws -> WorkerProcess {
        var words = [verb, "--store", "sqlite:\(path)"]
        if verb == "deliver" { words += ["--sends", sendsPath] }
        words += options.flatMap { ["--\($0.key)", $0.value.description] }
        return try WorkerProcess(words, output: folder.at("output-\(UUID().uuidString)"))
    }

    /// Lets through whoever waits at this gate.
    func open(_ gate: String) throws {
        try Data().write(to: URL(fileURLWithPath: gate))
    }

    /// What workers have sent so far, in the order of their writes.
    var sends: [Send] {
        wholeLines(of: sendsPath).compactMap(Send.init)
    }

    /// The beginnings of requests.
    var begun: [Send] { sends.filter { !$0.isEnd } }
}

/// How many times larger than usual; 20 gives the counts of the long run.
let processScale =
    ProcessInfo.processInfo.environment["WEBHOOKKIT_PROCESS_SCALE"].flatMap { Int($0) } ?? 1
#endif
