/// The rotations of the state, as a claim goes through them (D-10).
extension ClaimStep: ClaimRotation {
    mutating func enter(_ group: Responsiveness) {
        self.group = group
    }

    mutating func leave(_ group: Responsiveness) {
        for scope in keptBack.reversed() { state.turns[group].putBack(scope) }
        keptBack = []
    }

    func nextScope(by planner: SlotPlanner) -> ScopeRow? { state.turns[group].first }

    func share(of scope: ScopeRow, by planner: SlotPlanner) -> Int {
        planner.share(of: scope.scope)
    }

    func nextQueue(in scope: ScopeRow) -> WebhookRow? {
        while let turn = scope.turns[group].popFirst() {
            guard turn.isPresent else { continue }
            turn.webhook.turn = 0
            return turn.webhook
        }
        return nil
    }

    func room(of webhook: WebhookRow, by planner: SlotPlanner) -> Int {
        webhook.room(by: planner)
    }

    mutating func isReady(_ webhook: WebhookRow, in scope: ScopeRow, free: Int, room: Int) -> Bool {
        head = webhook.ready(at: time)
        return head != nil
    }

    mutating func lease(_ most: Int, from webhook: WebhookRow) -> (scope: Scope, count: Int) {
        var count = 0
        for _ in 0..<most {
            guard let delivery = head else { break }
            if lease(delivery) { count += 1 }
            head = count < most ? webhook.ready(at: time) : nil
        }
        head = nil
        return (webhook.scope.scope, count)
    }

    mutating func end(_ webhook: WebhookRow, in scope: ScopeRow, _ end: QueueTurnEnd) {
        switch end {
        case .served, .idle: state.turns.reschedule(webhook, at: time)
        case .passedOver: state.turns.returnTurn(of: webhook)
        // One without room comes back when one of its leases ends.
        case .saturated: break
        }
    }

    mutating func end(_ scope: ScopeRow, _ end: ScopeTurnEnd) {
        state.turns[group].popFirst()
        switch end {
        case .served: state.turns[group].append(scope)
        case .passedOver: keptBack.append(scope)
        case .idle: scope.isInTurn[group] = false
        }
    }
}
