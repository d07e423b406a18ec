import WebhookKit

extension EventType { static let invoicePaid: EventType = "invoice.paid" }
struct PrintingTransport: WebhookTransport {  // CurlTransport() sends it for real
    func send(_ request: TransportRequest) async -> TransportOutcome {
        for header in request.headers { print("\(header.name): \(header.value)") }
        print(String(decoding: request.body, as: UTF8.self))
        return .response(TransportResponse(status: 200))
    }
}

var configuration = WebhookService.Configuration()
configuration.catalog = [.invoicePaid]
configuration.destination = .development  // allows this machine; the default is public https alone
let service = try WebhookService(
    store: InMemoryWebhookStore(),
    transport: PrintingTransport(),
    configuration: configuration
)
let webhooks = service.webhooks(in: .default, as: .host)
let draft = WebhookDraft(name: "Books", url: "http://127.0.0.1/hooks", events: [.invoicePaid])
let webhook = try await webhooks.create(draft, ping: .skipped).webhook
try await service.publish(.invoicePaid, ["invoice": "i42"], in: .default)
_ = await service.drain()
print("\(webhook.name):", try await webhooks.log(of: webhook.id).entries.first?.status ?? "nothing")
