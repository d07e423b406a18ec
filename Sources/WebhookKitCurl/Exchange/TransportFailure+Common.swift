#if canImport(WebhookKitCCurl)
import WebhookKit

extension TransportFailure {
    static let cancelled = TransportFailure(.cancelled, "The attempt was cancelled.")

    static let noMemory = TransportFailure(
        .local,
        "libcurl has no memory or no file descriptor left in this process."
    )

    /// A deadline that passed.
    static func late(_ phase: Phase, _ deadline: Duration?) -> TransportFailure {
        let what =
            switch phase {
            case .queue: "No connection was free"
            case .lookup: "The host's name was not resolved"
            case .connect: "No connection was made"
            case .handshake: "The TLS handshake was not over"
            case .send: "The request was not taken"
            case .response, .unknown: "No response came"
            }
        let limit = deadline.map { "within \($0.rounded)" } ?? "in time"
        return TransportFailure(.timeout(phase), "\(what) \(limit).")
    }
}
#endif
