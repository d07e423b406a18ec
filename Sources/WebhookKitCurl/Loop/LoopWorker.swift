import WebhookKit
import WebhookKitCCurl

/// What a loop's thread does: the one place where libcurl is called.
final class LoopWorker {
    private let inbox: Inbox
    private let multi: MultiHandle
    private let options: EasyOptions
    private let idleTime: Duration
    private var admission: Admission
    private var deadlines = DeadlineHeap()
    /// Exchanges that are ready for another request, the latest used last.
    private var idle: [Exchange] = []
    /// Answers that have not been handed over yet.
    private var answers: [(Call.Continuation, TransportOutcome)] = []

    /// Makes the worker on its thread.
    ///
    /// - Throws: ``TransportFailure`` when libcurl gives no handle or authorities cannot be read.
    init(_ settings: LoopSettings, inbox: Inbox) throws(TransportFailure) {
        guard CurlLibrary.isReady, let multi = MultiHandle(connections: settings.connections) else {
            throw .noMemory
        }
        self.inbox = inbox
        self.multi = multi
        let authorities: AuthoritiesFile?
        do throws(CurlTransportError) {
            authorities = try AuthoritiesFile(settings.tls.authorities)
        } catch {
            throw TransportFailure(.local, error.description)
        }
        options = EasyOptions(
            configuration: settings.configuration,
            tls: settings.tls,
            authorities: authorities
        )
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
            guard multi.perform() else { throw fail() }
            while let (easy, code) = unsafe multi.nextFinished() {
                unsafe finish(easy, code)
            }
            let now = ContinuousClock.now
            while let call = deadlines.popExpired(at: now) { expire(call) }
            let hasStarted = startWaiting()
            handOver()
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
                answer(call, .cancelled)
            } else if admission.admit(call) {
                start(call)
            }
        }
        for call in content.cancelled {
            call.isCancelled = true
            if call.continuation != nil { abort(call, .cancelled) }
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
        guard let exchange = idle.popLast() ?? Exchange(options) else {
            admission.release(call)
            return answer(call, .noMemory)
        }
        do throws(TransportFailure) {
            try exchange.begin(call)
            guard multi.add(exchange.easy) else { throw .noMemory }
            call.exchange = exchange
        } catch {
            exchange.end()
            idle.append(exchange)
            admission.release(call)
            answer(call, error)
        }
    }

    private func finish(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let exchange = unsafe Exchange.carrying(easy), let call = exchange.call else {
            return
        }
        let outcome = exchange.outcome(code)
        release(exchange, of: call)
        answer(call, outcome)
    }

    private func expire(_ call: Call) {
        guard let exchange = call.exchange else {
            let phase = TransportFailure.Phase.queue
            return abort(
                call,
                TransportFailure(.timeout(phase), phase.lateness(call.request.deadline))
            )
        }
        let outcome = exchange.outcomeAtDeadline()
        release(exchange, of: call)
        answer(call, outcome)
    }

    /// Ends a call before its time.
    private func abort(_ call: Call, _ failure: TransportFailure) {
        if let exchange = call.exchange { release(exchange, of: call) }
        answer(call, failure)
    }

    private func release(_ exchange: Exchange, of call: Call) {
        multi.remove(exchange.easy)
        exchange.end()
        idle.append(exchange)
        call.exchange = nil
        admission.release(call)
    }

    // MARK: Answers

    private func answer(_ call: Call, _ failure: TransportFailure) {
        answer(call, .failure(failure))
    }

    private func answer(_ call: Call, _ outcome: TransportOutcome) {
        deadlines.remove(call)
        call.isWaiting = false
        guard let continuation = call.continuation else { return }
        call.continuation = nil
        answers.append((continuation, outcome))
    }

    /// Wakes the tasks of all calls that have ended.
    private func handOver() {
        for (continuation, outcome) in answers { continuation.resume(returning: outcome) }
        answers.removeAll(keepingCapacity: true)
    }

    /// Answers all calls, because libcurl itself has failed.
    private func fail() -> TransportFailure {
        while let call = deadlines.first { abort(call, .noMemory) }
        handOver()
        return .noMemory
    }
}

extension TransportFailure {
    fileprivate static let cancelled = TransportFailure(.cancelled, "The attempt was cancelled.")
    fileprivate static let noMemory = TransportFailure(
        .local,
        "libcurl has no memory or no file descriptor left in this process."
    )
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
