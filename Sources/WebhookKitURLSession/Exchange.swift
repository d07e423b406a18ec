import Foundation
import WebhookKit

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One request on its way: gathers what comes, and ends once.
final class Exchange: Sendable {
    private struct State {
        var task: URLSessionDataTask?
        var head: TransportResponse?
        var outcome: TransportOutcome?
        var continuation: CheckedContinuation<TransportOutcome, Never>?
    }

    private let tasks: DispatchQueue
    private let bodyLimit: Int
    private let state = Locked(State())

    /// Makes an exchange whose task is made and cancelled on this serial queue.
    init(tasks: DispatchQueue, bodyLimit: Int) {
        self.tasks = tasks
        self.bodyLimit = max(bodyLimit, 0)
    }

    /// Starts a task and suspends until the exchange has ended.
    func run(makeTask: @escaping @Sendable () -> URLSessionDataTask) async -> TransportOutcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { state in
                    if state.outcome == nil { state.continuation = continuation }
                    return state.outcome
                }
                if let outcome { return continuation.resume(returning: outcome) }
                tasks.async { self.start(makeTask) }
            }
        } onCancel: {
            end(cancelling: .first) { _ in
                .failure(TransportFailure(.cancelled, "The attempt was cancelled."))
            }
        }
    }

    private func start(_ makeTask: () -> URLSessionDataTask) {
        guard state.withLock({ $0.outcome == nil }) else { return }
        let task = makeTask()
        state.withLock { $0.task = task }
        task.resume()
    }

    /// Ends the exchange at its deadline; a status that came before stands.
    func expire(after deadline: Duration) {
        end(cancelling: .first) { head in
            head.map { .response($0.truncated) }
                ?? .failure(
                    TransportFailure(
                        .timeout(.unknown),
                        "No response within \(deadline.rounded)."
                    )
                )
        }
    }

    /// Takes status and headers; a later status replaces an earlier one.
    func receive(_ response: URLResponse?) {
        // Linux hands over informational responses too, which are no answer yet.
        guard let response = response as? HTTPURLResponse,
            !(100...199).contains(response.statusCode)
        else { return }
        let head = TransportResponse(response)
        state.withLock { state in
            if state.outcome == nil { state.head = head }
        }
    }

    /// Takes a part of the body, and ends the exchange where the limit cuts it.
    func receive(_ data: Data) {
        let limit = bodyLimit
        let isTooLong = state.withLock { state in
            guard state.outcome == nil, let count = state.head?.body.count else { return false }
            state.head?.body.append(contentsOf: data.prefix(limit - count))
            return data.count > limit - count
        }
        if isTooLong { finishEarly() }
    }

    /// Ends the exchange with the response as far as it was read.
    ///
    /// Never cancels here: under a flood that waits for seconds for the queue all sessions share,
    /// and the delegate's queue, which drops what comes meanwhile, would fill memory instead.
    private func finishEarly() {
        end(cancelling: .afterwards) { head in
            head.map { .response($0.truncated) }
                ?? .failure(TransportFailure(.protocolError, "The response has no status."))
        }
    }

    /// Ends the exchange when URLSession says that it is over.
    func complete(_ task: URLSessionTask, with error: (any Error)?) {
        // A 3xx whose Location is no URL is told to no method of the delegate on Linux.
        if state.withLock({ $0.head == nil }) { receive(task.response) }
        end(cancelling: .never) { head in
            switch (head, error) {
            case (let head?, nil): .response(head)
            case (let head?, _?): .response(head.truncated)
            case (nil, let error?): .failure(TransportFailure(error))
            case (nil, nil):
                .failure(TransportFailure(.protocolError, "The answer is not HTTP."))
            }
        }
    }

    /// When an exchange that ends cancels its task.
    private enum Cancelling {
        /// The task is over by itself.
        case never
        /// Before the caller goes on: FoundationNetworking traps when a connection closes between
        /// headers, which must not happen to an exchange that has been given up.
        case first
        /// While the caller goes on: the headers are complete.
        case afterwards
    }

    private func end(
        cancelling: Cancelling,
        with outcome: (TransportResponse?) -> TransportOutcome
    ) {
        let (isFirst, continuation) = state.withLock { state in
            guard state.outcome == nil else {
                return (false, CheckedContinuation<TransportOutcome, Never>?.none)
            }
            state.outcome = outcome(state.head)
            defer { state.continuation = nil }
            return (true, state.continuation)
        }
        guard isFirst, let outcome = state.withLock({ $0.outcome }) else { return }
        if cancelling != .first { continuation?.resume(returning: outcome) }
        guard cancelling != .never else { return }
        // Queued behind the start, so that there is a task to cancel by then.
        tasks.async {
            self.state.withLock { $0.task }?.cancel()
            if cancelling == .first { continuation?.resume(returning: outcome) }
        }
    }
}

extension TransportResponse {
    fileprivate var truncated: TransportResponse {
        var copy = self
        copy.isTruncated = true
        return copy
    }

    /// Reads status and headers, by name, because URLSession keeps no order.
    fileprivate init(_ response: HTTPURLResponse) {
        let fields = response.allHeaderFields.map { name, value in
            HeaderField("\(name)", "\(value)")
        }
        self.init(
            status: response.statusCode,
            headers: fields.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        )
    }
}
