import Synchronization
import WebhookKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A transport that is its own receiver: a line when a request begins, one when it is answered.
///
/// `B|E|F pid event path digest milliseconds`, with F for an answer of 503 that `failing` asks for; the
/// path tells webhooks apart, and the digest bodies.
struct FakeReceiver: WebhookTransport {
    let sends: LineFile
    /// How long it takes to answer.
    let hold: Duration
    /// Answers only when this file is there, so that many answers come at one instant.
    let gate: String?
    let status: Int
    /// Of a hundred deliveries so many fail the first time that this process sends them.
    let failing: FirstFailures

    func send(_ request: TransportRequest) async -> TransportOutcome {
        let event = request.headers.first { $0.name == "webhook-id" }?.value ?? "-"
        let path = request.url.string.split(separator: "/").last ?? "-"
        let line = "\(getpid()) \(event) \(path) \(digest(of: request.body))"
        sends.append("B \(line) \(machineTime())")
        do {
            if hold > .zero { try await Task.sleep(for: hold) }
            while let gate, !exists(gate) { try await Task.sleep(for: .milliseconds(5)) }
            try Task.checkCancellation()
        } catch {
            return .failure(TransportFailure(.cancelled, "cancelled"))
        }
        let fails = failing.take("\(event) \(path)")
        sends.append("\(fails ? "F" : "E") \(line) \(machineTime())")
        return .response(TransportResponse(status: fails ? 503 : status))
    }

    /// FNV-1a: only to see that the bytes are the same.
    private func digest(of bytes: some Sequence<UInt8>) -> String {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}

/// Chooses deliveries that fail once.
final class FirstFailures: Sendable {
    private let percent: Int
    private let seen = Mutex<Set<String>>([])

    init(percent: Int) {
        self.percent = percent
    }

    /// Whether this attempt fails.
    func take(_ delivery: String) -> Bool {
        guard percent > 0, Int.random(in: 0..<100) < percent else { return false }
        return seen.withLock { $0.insert(delivery).inserted }
    }
}

/// Prints the steps that tests ask about.
struct PrintingObserver: WebhookObserver {
    func observe(_ activity: ServiceActivity) {
        switch activity {
        case .fenced(let delivery): say("fenced \(delivery)")
        case .rescued(let count): say("rescued \(count)")
        case .parked(let count): say("parked \(count)")
        case .storeFailed(let code, let detail):
            say("storeFailed \(code) \(detail)")
        default: break
        }
    }
}

/// Prints whom nobody needs to be told by mail.
struct PrintingNotifier: Notifier {
    func notify(_ notice: Notice, recipients: [User]) {
        let kind =
            switch notice.kind {
            case .failing: "failing"
            case .deactivated: "deactivated"
            case .reactivated: "reactivated"
            case .parked: "parked"
            case .senderSuspect: "senderSuspect"
            case .secretsUnreadable: "secretsUnreadable"
            }
        say("notice \(kind) \(notice.id)")
    }
}
