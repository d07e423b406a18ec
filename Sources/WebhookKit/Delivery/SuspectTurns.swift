/// When a process takes a delivery that may be what takes processes down (D-13); pure.
///
/// A suspect is claimed by a process that has nothing else in flight, and nothing is claimed beside it
/// for one deadline at most. A process that finds nothing else to do takes one at once. A busy one
/// makes room for it, so that it does not wait for ever, and stops for no more than a deadline a minute
/// in all: first it lets those end that take long and claims for receivers that answer promptly only,
/// which stops nobody who answers; then it claims nothing until it is idle, and then the suspect.
struct SuspectTurns: Sendable {
    /// How long a busy process may stop for a suspect: the policy's deadline.
    private let deadline: Duration
    private var phase = Phase.none
    /// Whether a suspect waits that could be tried now.
    private var isOneWaiting = false
    /// Whether nothing was in flight at the latest claim, and it found nothing else that is due.
    private var hasNothingElse = false
    /// Whether something else was claimed since the latest stop.
    private var hadSomethingElse = false
    /// When the process may stop again, by what it has stopped so far.
    private var earliest: Duration = .zero
    /// When it begins to make room for the one that waits.
    private var nextTurn: Duration = .zero
    /// How long those that take long may take to end; more after each time in vain, since webhooks may
    /// have longer deadlines of their own.
    private var patience: Duration

    private enum Phase: Sendable, Hashable {
        case none
        /// Making room: only receivers that answer promptly get something.
        case clearing(until: Duration)
        /// Nothing is claimed until the process is idle.
        case stopped(since: Duration)
        /// A suspect is in flight, and nothing is claimed beside it.
        case alone(since: Duration)
    }

    /// A busy process stops for one deadline in this time.
    private static let period = Duration.seconds(60)
    private static let mostPatience = Duration.seconds(3600)

    init(deadline: Duration) {
        self.deadline = deadline
        patience = deadline
    }

    /// What a process has in flight.
    struct Load: Sendable, Hashable {
        /// How many attempts.
        var count: Int
        /// Whether all of them are to receivers that answer promptly, and none is overdue.
        var isPrompt: Bool
    }

    /// Goes on by what is in flight now.
    mutating func advance(_ load: Load, at now: Duration) {
        switch phase {
        case .none:
            guard isOneWaiting, load.count > 0, now >= nextTurn else { return }
            phase = .clearing(until: now + patience)
            advance(load, at: now)
        case .clearing(let end):
            if load.isPrompt || now >= end { phase = .stopped(since: now) }
        case .stopped(let start):
            guard load.count > 0, now >= start + deadline else { return }
            patience = min(patience * 2, Self.mostPatience)
            end(start, at: now)
        case .alone(let start):
            guard load.count == 0 || now >= start + deadline else { return }
            end(start, at: now)
        }
    }

    /// Whether anything may be claimed, by what is in flight.
    func mayClaim(beside count: Int) -> Bool {
        switch phase {
        case .none, .clearing: true
        case .stopped, .alone: count == 0
        }
    }

    /// When ``advance(_:at:)`` is due if nothing ends before.
    func wake(beside count: Int) -> Duration? {
        switch phase {
        case .none: nil
        case .clearing(let end): end
        case .stopped(let start), .alone(let start): count > 0 ? start + deadline : nil
        }
    }

    /// Says in a request whether it may give a suspect, and to whom else it may give.
    func limit(_ request: inout ClaimRequest, beside count: Int, at now: Duration) {
        switch phase {
        case .none: request.isIdle = count == 0 && pause(at: now) == .zero
        case .stopped: request.isIdle = count == 0
        case .clearing:
            request.isIdle = false
            (request.quietLimit, request.slowLimit) = (0, 0)
        case .alone: request.isIdle = false
        }
    }

    /// How long a process that has nothing else to do waits before it takes a suspect; nil when it has
    /// something, or there is none.
    func pause(at now: Duration) -> Duration? {
        guard phase == .none, isOneWaiting, hasNothingElse else { return nil }
        // Whoever came while it last stopped has waited; the next one is not to wait again so soon.
        return hadSomethingElse ? max(.zero, earliest - now) : .zero
    }

    /// Takes note of what a claim gave.
    ///
    /// - Parameters:
    ///   - count: what was in flight before it.
    ///   - spread: from 0 up to 1; several processes do not stop at the same time.
    mutating func note(
        _ claim: Claim,
        for request: ClaimRequest,
        beside count: Int,
        at now: Duration,
        spread: @autoclosure () -> Double
    ) {
        let hasSuspect = claim.deliveries.contains { $0.delivery.isSuspect }
        let isEmpty = claim.deliveries.isEmpty && claim.nextDue != .zero
        hasNothingElse = isEmpty && count == 0 && !request.isIdle
        if !claim.deliveries.isEmpty, !hasSuspect { hadSomethingElse = true }
        if claim.hasSuspects, !isOneWaiting {
            nextTurn = max(earliest, now + .milliseconds(Int64(spread() * 60_000)))
        }
        isOneWaiting = claim.hasSuspects
        switch phase {
        case .stopped(let start):
            // Another process may have been quicker.
            // A stop that took longer was one of the store's.
            let began = now - start > deadline ? now : start
            if hasSuspect { phase = .alone(since: began) } else { end(began, at: now) }
            patience = deadline
        case .clearing:
            if !isOneWaiting { phase = .none }
        case .none, .alone:
            if hasSuspect { phase = .alone(since: now) }
        }
    }

    /// Goes on with everything, and says when the process may stop again: after a quick one soon.
    private mutating func end(_ start: Duration, at now: Duration) {
        phase = .none
        hasNothingElse = false
        hadSomethingElse = false
        // A machine that slept meanwhile has stopped nobody for that long.
        let share = min(1, (now - start) / max(deadline, .milliseconds(1)))
        let pause = max(Self.period, deadline * 2).inSeconds * share
        earliest = max(start, now - deadline) + .milliseconds(Int64(min(pause, 86_400) * 1000))
        nextTurn = max(nextTurn, earliest)
    }
}
