#if os(macOS) || os(Linux)
import Foundation
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

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
                EventDraft(.messageCreated, json: Array(#"{"number":\#(rest - $0)}"#.utf8))
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
        var options = options
        options["db"] = path
        if verb == "deliver" { options["sends"] = sendsPath }
        return try WorkerProcess(verb, in: folder, options)
    }

    /// Lets through whoever waits at this gate.
    func open(_ gate: String) throws {
        try Data().write(to: URL(fileURLWithPath: gate))
    }

    /// What workers have sent so far, in the order of their writes.
    var sends: [Send] {
        ((try? String(contentsOfFile: sendsPath, encoding: .utf8)) ?? "")
            .split(separator: "\n").compactMap(Send.init)
    }

    /// The beginnings of requests.
    var begun: [Send] { sends.filter { !$0.isEnd } }
}

/// A line in the file of sends.
struct Send: Sendable, Hashable {
    let isEnd: Bool
    let pid: pid_t
    let event: String
    let path: String
    let digest: String
    /// Milliseconds of the machine's monotonic clock.
    let time: Int64

    init?(_ line: Substring) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 6, let pid = pid_t(words[1]), let time = Int64(words[5]) else {
            return nil
        }
        isEnd = words[0] == "E"
        self.pid = pid
        event = words[2]
        path = words[3]
        digest = words[4]
        self.time = time
    }
}

/// Now, by the clock of ``Send/time``.
func machineTime() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

/// The test's own process sends nothing.
private struct NoTransport: WebhookTransport {
    func send(_ request: TransportRequest) async -> TransportOutcome {
        .failure(TransportFailure(.local, "the test sends nothing"))
    }
}
#endif
