import ServiceLifecycle
import WebhookKit

/// Handles the calls of durable triggers for as long as the server runs.
struct TriggerWorker: Service {
    let triggers: TriggerService

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await triggers.run()
            } catch is CancellationError {}
        }
    }
}
