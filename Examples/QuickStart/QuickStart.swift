import Foundation
import WebhookKit
import WebhookKitTesting
import WebhookKitURLSession

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

    /// - Returns: whether nothing was lost.
    static func run(_ options: Options) async throws -> Bool {
        let drafts = try options.drafts()
        var configuration = WebhookService.Configuration()
        configuration.policy = hurried
        configuration.destination = .development
        configuration.pollInterval = .milliseconds(50)
        let ledger = Ledger()
        let service = try WebhookService(
            store: InMemoryWebhookStore(),
            transport: URLSessionTransport(),
            configuration: configuration,
            observer: ledger
        )

        let receiver = try Receiver()
        let webhooks = try await register(with: service, receiver, options)
        let publications = try await service.publishAll(drafts)
        let attempts = try await deliverAll(service)
        for webhook in webhooks { try await printLog(of: webhook, service) }

        let deactivated = try await service.webhooks.all().filter { !$0.health.queuesEvents }
        let expected = webhooks.filter { webhook in
            !deactivated.contains { $0.id == webhook.id }
        }
        let delivered = webhooks.map { ledger.delivered(to: $0.id).count }.reduce(0, +)
        let lost = lost(publications, expected, ledger, receiver)
        let refused = receiver.refusedSignatures
        print(
            "\npublished \(publications.count), delivered \(delivered), "
                + "attempts \(attempts), lost \(lost)"
        )
        if refused > 0 { print("\(refused) requests did not verify") }
        return lost == 0 && refused == 0
    }

    private static func register(
        with service: WebhookService,
        _ receiver: Receiver,
        _ options: Options
    ) async throws -> [Webhook] {
        if let url = options.url {
            let created = try await service.webhooks.create(
                WebhookDraft(
                    name: "Yours",
                    url: url,
                    events: .all,
                    secret: options.secret,
                    headers: options.headers
                )
            )
            return [created.webhook]
        }
        var webhooks: [Webhook] = []
        for behaviour in Receiver.Behaviour.allCases {
            let created = try await service.webhooks.create(
                WebhookDraft(
                    name: behaviour.rawValue,
                    url: receiver.url(of: behaviour),
                    events: .all,
                    secret: receiver.secret
                )
            )
            webhooks.append(created.webhook)
            receiver.begin(behaviour)
            print(
                "registered \(created.webhook.id) \"\(behaviour.rawValue)\" at \(created.webhook.url)"
            )
        }
        return webhooks
    }

    /// Delivers until nothing is left to do.
    ///
    /// - Returns: the number of attempts.
    private static func deliverAll(_ service: WebhookService) async throws -> Int {
        var attempts = 0
        while true {
            let report = await service.drain()
            attempts += report.attempts
            guard let next = report.nextDue else { return attempts }
            try await Task.sleep(for: next)
        }
    }

    private static func printLog(of webhook: Webhook, _ service: WebhookService) async throws {
        print("\nLog of \"\(webhook.name)\"")
        let page = try await service.webhooks.log(of: webhook.id, limit: 10)
        for entry in page.entries {
            let event = entry.event.event
            print("  \(entry.status.rawValue)  \(event.type)  \(event.id)")
            for attempt in entry.attempts {
                let outcome = attempt.response.map { "\($0.status)" } ?? attempt.failure?.kind.title
                print("    round \(attempt.round), attempt \(attempt.number): \(outcome ?? "")")
            }
        }
        guard let present = try await service.webhooks.webhook(webhook.id),
            case .inactive(let deactivation) = present.health.state
        else { return }
        let since = deactivation.outage?.firstFailureAt.rfc3339 ?? "unknown"
        print("  deactivated: \(deactivation.reason), first failure at \(since)")
    }

    /// The events that a webhook should have got and the ledger or the receiver does not know.
    private static func lost(
        _ publications: [Publication],
        _ webhooks: [Webhook],
        _ ledger: Ledger,
        _ receiver: Receiver
    ) -> Int {
        var lost = 0
        for webhook in webhooks {
            let delivered = ledger.delivered(to: webhook.id)
            let received = receiver.received(by: webhook)
            for publication in publications {
                let isKnown = delivered.contains(publication.id)
                let hasArrived = received?.contains(publication.id.string) ?? true
                if !isKnown || !hasArrived { lost += 1 }
            }
        }
        return lost
    }
}
