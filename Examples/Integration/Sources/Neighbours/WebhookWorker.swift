import ServiceLifecycle
import WebhookKit

/// Delivers as one service among the others of a server, and stops as they do: nothing more is
/// claimed, attempts in flight finish.
struct WebhookWorker: Service {
    let service: WebhookService

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await service.run()
            } catch is CancellationError {}
        }
    }
}
