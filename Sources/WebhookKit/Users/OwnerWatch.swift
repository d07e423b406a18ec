/// Looks after the owners of webhooks whose host does not tell when it deactivates a user.
///
/// When an attempt is about to be made and its webhook's owner was not asked about for a minute, the
/// directory is asked beside it. What nobody sends to is not looked at, and needs not be.
final class OwnerWatch: Sendable {
    private struct Key: Hashable {
        let owner: User.ID
        let scope: Scope
    }

    private struct State {
        /// The uptime when the directory was asked.
        var asked = RecentValues<Key, Duration>(capacity: 10_000)
        var running = 0
    }

    private let state = Locked(State())

    private static let interval: Duration = .seconds(60)
    /// A directory that hangs must not gather tasks.
    private static let mostAtOnce = 32

    /// Whether the owner is to be asked about now; ``end(_:in:hasAnswer:)`` follows then.
    func begin(_ owner: User.ID, in scope: Scope, at uptime: Duration) -> Bool {
        let key = Key(owner: owner, scope: scope)
        return state.withLock { state in
            if let asked = state.asked[key], uptime - asked < Self.interval { return false }
            guard state.running < Self.mostAtOnce else { return false }
            state.running += 1
            state.asked.insert(uptime, for: key)
            return true
        }
    }

    /// Ends what was begun; the owner is due again at once when the store did not take the answer.
    func end(_ owner: User.ID, in scope: Scope, isStored: Bool) {
        state.withLock { state in
            state.running -= 1
            if !isStored { state.asked.remove(Key(owner: owner, scope: scope)) }
        }
    }
}

extension DispatchLoop {
    /// Has the owner of a webhook looked after, beside the attempt that is about to be made.
    ///
    /// A directory that fails, hangs or does not know the user changes nothing.
    func watch(_ owner: User.ID, in scope: Scope, beside group: inout DiscardingTaskGroup) {
        guard context.owners.begin(owner, in: scope, at: context.clock.uptime) else { return }
        group.addTask { [context, deadlines] in
            let isStored = await context.stopOrphans(of: owner, in: scope, by: deadlines)
            context.owners.end(owner, in: scope, isStored: isStored)
        }
    }
}

extension ServiceContext {
    /// Stops the webhooks of a user who is deactivated in the directory.
    ///
    /// - Returns: false when the store failed.
    fileprivate func stopOrphans(
        of owner: User.ID,
        in scope: Scope,
        by deadlines: DeadlineKeeper
    ) async -> Bool {
        let directory = users.directory
        let user = try? await call(.userDirectory, by: deadlines) {
            try await directory.user(owner, in: scope.organization)
        }
        guard let user, !user.isActive else { return true }
        do {
            let webhooks = Webhooks(context: self, scope: scope, caller: .host)
            try await webhooks.deactivate(ownedBy: owner)
            return true
        } catch {
            let failure = StoreError(wrapping: error)
            observer.observe(.storeFailed(failure.code, detail: failure.message))
            return false
        }
    }
}
