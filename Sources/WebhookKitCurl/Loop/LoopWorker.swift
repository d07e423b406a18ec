#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCCurl

/// What a loop's thread does: the one place where requests are performed.
final class LoopWorker {
    private let inbox: Inbox
    private let requests: RequestPool
    private let options: EasyOptions
    private let multi: MultiHandle
    private let idleTime: Duration
    private var admission: Admission
    private var deadlines = DeadlineHeap()
    /// Exchanges that are ready for a call, the latest used first.
    private var idle: [Exchange] = []
    private let mostIdle: Int
    /// Exchanges whose calls have been answered.
    private var spent: [Exchange] = []
    /// Answers that have not been handed over yet.
    private var answers: [(Call.Continuation, Answer)] = []

    /// Makes the worker on its thread.
    ///
    /// - Throws: ``TransportFailure`` when libcurl gives no handle.
    init(
        _ settings: LoopSettings,
        _ options: EasyOptions,
        inbox: Inbox,
        requests: RequestPool
    ) throws(TransportFailure) {
        guard
            let multi = MultiHandle(connections: settings.connections, table: options.connections)
        else { throw .noMemory }
        self.options = options
        self.inbox = inbox
        self.requests = requests
        self.multi = multi
        mostIdle = settings.connections
        idleTime = max(settings.configuration.idleTimeout, .seconds(1))
        admission = Admission(
            mostPerHost: settings.configuration.connectionsPerHost,
            mostInAll: settings.connections
        )
    }

    /// Works until the loop has been idle for long, or is to stop.
    ///
    /// - Throws: ``TransportFailure`` when libcurl itself fails; all calls under way are answered then.
    func run() throws(TransportFailure) {
        var idleSince: ContinuousClock.Instant?
        while true {
            takeCalls()
            // Those that are cancelled already are taken out before libcurl can send them.
            handOver()
            guard multi.perform() else { throw fail() }
            while let (easy, code) = unsafe multi.nextFinished() {
                unsafe finish(easy, code)
            }
            let now = ContinuousClock.now
            while let call = deadlines.popExpired(at: now) { expire(call) }
            handOver()
            let hasStarted = startWaiting()
            // What was just started has not been performed yet.
            if hasStarted { continue }
            var limit = idleTime
            if let first = deadlines.first {
                idleSince = nil
                limit = now.duration(to: first.deadline)
            } else {
                let since = idleSince ?? now
                idleSince = since
                limit -= since.duration(to: now)
                if inbox.end(isIdle: limit <= .zero) { return }
            }
            guard inbox.willWait(in: multi) else { continue }
            guard multi.wait(milliseconds: limit.wholeMilliseconds) else { throw fail() }
        }
    }

    // MARK: The steps of a call

    private func takeCalls() {
        let content = inbox.take()
        for (call, continuation) in content.started {
            call.continuation = continuation
            deadlines.insert(call)
            if call.isCancelled {
                end(call, .failure(.cancelled))
            } else if admission.admit(call) {
                start(call)
            }
        }
        for call in content.cancelled {
            call.isCancelled = true
            if call.continuation != nil { end(call, .failure(.cancelled)) }
        }
    }

    /// Starts calls that have waited; false when there were none.
    private func startWaiting() -> Bool {
        var hasStarted = false
        while let call = admission.next() {
            hasStarted = true
            start(call)
        }
        return hasStarted
    }

    private func start(_ call: Call) {
        do throws(TransportFailure) {
            guard let exchange = idle.popLast() ?? Exchange(options) else { throw .noMemory }
            try exchange.begin(call)
            guard multi.add(exchange.easy) else { throw .noMemory }
            call.exchange = exchange
        } catch {
            admission.release(call)
            end(call, .failure(error))
        }
    }

    private func finish(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
        // One that was cancelled in this turn has its answer, though its handle is not removed yet.
        guard let exchange = unsafe Exchange.carrying(easy), let call = exchange.call,
            call.exchange === exchange
        else { return }
        if exchange.wantsOtherConnection(after: code) {
            multi.remove(exchange.easy)
            if multi.add(exchange.easy) { return }
        }
        end(call, exchange.answer(code))
    }

    private func expire(_ call: Call) {
        end(call, call.exchange?.answerAtDeadline() ?? .failure(.late(.queue, call.limit)))
    }

    /// Ends a call, which is aborted if it is not over.
    private func end(_ call: Call, _ answer: Answer) {
        if let exchange = call.exchange {
            call.exchange = nil
            admission.release(call)
            spent.append(exchange)
        } else {
            letGo(call)
        }
        deadlines.remove(call)
        call.isWaiting = false
        call.host = nil
        guard let continuation = call.continuation else { return }
        call.continuation = nil
        answers.append((continuation, answer))
    }

    /// Takes back what a call has sent or would have.
    private func letGo(_ call: Call) {
        guard let prepared = call.prepared else { return }
        call.prepared = nil
        requests.takeBack(prepared)
    }

    // MARK: Answers

    /// Wakes the tasks of all calls that have ended, and only then cleans up after them.
    private func handOver() {
        guard !answers.isEmpty else { return }
        for (continuation, answer) in answers { continuation.resume(returning: answer) }
        answers.removeAll(keepingCapacity: true)
        for exchange in spent {
            multi.remove(exchange.easy)
            let call = exchange.call
            if exchange.end(), idle.count < mostIdle { idle.append(exchange) }
            // Not before: the handle has pointers into what was sent.
            if let call { letGo(call) }
        }
        spent.removeAll(keepingCapacity: true)
    }

    /// Answers all calls, because libcurl itself has failed.
    private func fail() -> TransportFailure {
        while let call = deadlines.first { end(call, .failure(.noMemory)) }
        handOver()
        // Before the multi handle goes, so that nobody wakes it.
        for (_, continuation) in inbox.abandon().started {
            continuation.resume(returning: .failure(.noMemory))
        }
        return .noMemory
    }
}

extension Duration {
    /// Rounded up, so that nothing wakes before its time.
    fileprivate var wholeMilliseconds: CInt {
        CInt(clamping: max(self / .milliseconds(1), 0).rounded(.up).finite)
    }
}

extension Double {
    fileprivate var finite: Int { self < 1e9 ? Int(self) : 1_000_000_000 }
}
#endif
