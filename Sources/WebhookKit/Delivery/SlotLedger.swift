/// What a process's slots hold, and so what it may claim for whom (D-10); pure.
///
/// The dispatcher's side of ``SlotPlanner``: that one divides what this one says is free.
package struct SlotLedger: Sendable {
    /// All slots of the process.
    private let slots: Int
    private var attempts: [Int: Attempt] = [:]
    private var lastNumber = 0
    /// Those that were not overdue when last looked at, oldest first; some have ended since.
    private var young = FIFO<Int>()
    /// Attempts under way for more than a second, by webhook, to those that were not quiet.
    private var overdue: [Webhook.ID: Int] = [:]
    /// Attempts to webhooks that were quiet, and to slow ones, when they began.
    private var quiet = 0
    private var slow = 0
    /// How many attempts to quiet webhooks may come before others, in shares of ``quietShare``.
    private var credit: Int
    /// Overdue ones to webhooks that were prompt.
    private var hanging = 0
    /// What each scope holds.
    private var held: [Scope: Int] = [:]
    /// The scope of the latest attempt, and that of the latest one for another scope, with their times.
    private var latest: (scope: Scope, time: Duration)?
    private var other: (scope: Scope, time: Duration)?
    /// Whether the attempt that began last was to a quiet webhook.
    private var endsWithQuiet = false

    private struct Attempt: Sendable {
        let webhook: Webhook.ID
        let scope: Scope
        let group: Responsiveness
        let begin: Duration
        var isOverdue = false
    }

    /// How long a scope that was sent to finds slots free.
    private static let memory = Duration.seconds(60)

    /// One attempt in so many goes to a quiet webhook while others wait: one that fails at once frees
    /// its slot at once, and would take what the others are served with.
    private static let quietShare = 16

    /// Begins with all slots free.
    package init(slots: Int) {
        self.slots = slots
        credit = max(1, slots / 4) * Self.quietShare
    }

    /// Attempts in flight.
    package var count: Int { attempts.count }

    /// Notes that an attempt begins, and gives its number.
    package mutating func begin(
        _ webhook: Webhook.ID,
        in scope: Scope = .default,
        _ group: Responsiveness,
        at now: Duration
    ) -> Int {
        lastNumber += 1
        let attempt = Attempt(webhook: webhook, scope: scope, group: group, begin: now)
        attempts[lastNumber] = attempt
        held[scope, default: 0] += 1
        if let latest, latest.scope != scope { other = latest }
        latest = (scope, now)
        endsWithQuiet = group.isQuiet
        if group.isQuiet {
            quiet += 1
            credit = max(0, credit - Self.quietShare)
        } else {
            young.append(lastNumber)
            credit = min(credit + 1, max(1, slots / 4) * Self.quietShare)
        }
        if group == .slow { slow += 1 }
        return lastNumber
    }

    /// Notes that an attempt has ended.
    package mutating func end(_ number: Int) {
        guard let attempt = attempts.removeValue(forKey: number) else { return }
        let holding = (held[attempt.scope] ?? 1) - 1
        held[attempt.scope] = holding > 0 ? holding : nil
        if attempt.group.isQuiet { quiet -= 1 }
        if attempt.group == .slow { slow -= 1 }
        guard attempt.isOverdue else { return }
        if attempt.group == .prompt { hanging -= 1 }
        let rest = (overdue[attempt.webhook] ?? 1) - 1
        overdue[attempt.webhook] = rest > 0 ? rest : nil
    }

    /// Says in a request what is free for whom.
    ///
    /// Webhooks that give no answer share a quarter of all slots, and with them prompt ones that have
    /// begun to hang; but one is always tried, so that hanging ones cannot keep new ones out. A quarter
    /// is left by them and the slow ones together for the prompt.
    ///
    /// Those that fail at once hold no slot for long: one attempt in ``quietShare`` goes to them first,
    /// and further ones only to slots that nobody else wants.
    ///
    /// A scope holds half while others wait. When it is alone it may have all, but for a quarter where
    /// another one was sent to in the last minute: what begins to hang holds its slots for a deadline,
    /// and the other one is likely to come back before.
    package mutating func limit(_ request: inout ClaimRequest, at now: Duration) {
        noteOverdue(at: now)
        let quarter = max(1, slots / 4)
        request.slowLimit = max(0, max(1, slots - quarter) - quiet - slow)
        let quietLimit = min(quarter - quiet - hanging, request.slowLimit)
        request.quietLimit = max(quietLimit, quiet == 0 ? 1 : 0)
        request.quietTurn = credit / Self.quietShare
        request.overdue = Set(overdue.keys)
        request.held = held
        request.scopeLimit = max(1, slots / 2)
        let isShared = other.map { now - $0.time < Self.memory } ?? false
        request.scopeMaximum = isShared ? max(1, slots - slots / 4) : slots
        // With so few there is no share for everyone: they take turns.
        request.beginsWithPrompt = slots < 4 && endsWithQuiet
    }

    /// Whether all attempts in flight are to prompt webhooks, and none of them is overdue.
    package mutating func isPrompt(at now: Duration) -> Bool {
        noteOverdue(at: now)
        return quiet == 0 && slow == 0 && overdue.isEmpty
    }

    private mutating func noteOverdue(at now: Duration) {
        while let number = young.first {
            if var attempt = attempts[number] {
                guard now - attempt.begin > Responsiveness.promptLimit else { return }
                attempt.isOverdue = true
                attempts[number] = attempt
                overdue[attempt.webhook, default: 0] += 1
                if attempt.group == .prompt { hanging += 1 }
            }
            young.popFirst()
        }
    }
}
