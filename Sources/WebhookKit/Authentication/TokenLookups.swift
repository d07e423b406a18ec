/// Names a token where it is looked for.
struct TokenKey: Sendable, Hashable {
    let id: Token.ID
    let scope: Scope
}

/// What this process knows of tokens: those that have authenticated, and reads of the store (T-7).
///
/// - **Remembered**: tokens that were right, with the digest, for 60 s from the beginning of the read, by
///   monotonic time. Nothing else gets there, so guesses neither fill it nor push anything out. What is
///   older shows that the secret was right: its next look-up does not wait behind guesses.
/// - **Reads** of the last second, also of what there is not: so a token that is guessed again and again is
///   read once a second. A memory of its own, which guesses may fill.
/// - Who asks for the same token at once makes one read.
final class TokenLookups: Sendable {
    /// What a read of the store gave.
    struct Found: Sendable {
        let key: TokenKey
        let record: TokenRecord?
        /// The uptime when the read began.
        let asked: Duration
        /// How often anything was changed here before it began.
        let changes: UInt64
    }

    /// What is remembered of a token whose secret was shown.
    enum Memory: Equatable {
        case fresh(Token, email: ExactText?, isUseDue: Bool)
        /// The secret was right some time ago.
        case stale
        case none
    }

    private struct Entry {
        let record: TokenRecord
        let email: ExactText?
        let asked: Duration
        var nextUse: Duration
    }

    /// What was right before does not wait for what may be a guess, even of the same token.
    private struct Lane: Sendable, Hashable {
        let key: TokenKey
        let isProven: Bool
    }

    private struct State {
        var remembered: RecentValues<TokenKey, Entry>
        var reads: RecentValues<TokenKey, Found>
        var changes: UInt64 = 0
    }

    private let store: any TokenStore
    private let chapter: ChapterContext
    private let configuration: TokenService.Configuration
    private let gate: LookupGate
    private let calls = SharedCalls<Lane, Found?>()
    private let state: Locked<State>

    private static let readLifetime: Duration = .seconds(1)
    private static let readCapacity = 4096

    init(
        store: any TokenStore,
        chapter: ChapterContext,
        configuration: TokenService.Configuration
    ) {
        self.store = store
        self.chapter = chapter
        self.configuration = configuration
        gate = LookupGate(limit: configuration.lookupsAtOnce)
        state = Locked(
            State(
                remembered: RecentValues(capacity: configuration.cacheCapacity),
                reads: RecentValues(capacity: Self.readCapacity)
            )
        )
    }

    var cachedCount: Int { state.withLock { $0.remembered.count } }

    /// Compares what was shown with what is stored, in a time that says nothing of either.
    static func check(
        _ record: TokenRecord?,
        digest: [UInt8]
    ) throws(AuthenticationError) {
        let isRight = digest.equalsInConstantTime(record?.digest ?? noDigest)
        guard record != nil else { throw .unknown }
        guard isRight else { throw .wrongSecret }
    }

    private static let noDigest = [UInt8](repeating: 0, count: 32)

    /// What is known of a token without a look at the store.
    func remembered(_ key: TokenKey, digest: [UInt8], at uptime: Duration) -> Memory {
        state.withLock { state in
            // Compared where there is nothing, too: the time says nothing of which ids there are.
            let known = state.remembered[key]
            let isRight = digest.equalsInConstantTime(known?.record.digest ?? Self.noDigest)
            guard isRight, var entry = known else { return .none }
            guard uptime - entry.asked < configuration.cacheLifetime else { return .stale }
            let isUseDue = uptime >= entry.nextUse
            if isUseDue {
                entry.nextUse = uptime + configuration.lastUseInterval
                state.remembered.insert(entry, for: key)
            }
            return .fresh(entry.record.token, email: entry.email, isUseDue: isUseDue)
        }
    }

    /// Reads a token, unless that was done within the last second.
    func find(
        _ key: TokenKey,
        isProven: Bool
    ) async throws(AuthenticationError) -> Found {
        let uptime = chapter.clock.uptime
        let recent = state.withLock { $0.reads[key] }
        if let recent, uptime - recent.asked < Self.readLifetime { return recent }
        let found = await calls.value(for: Lane(key: key, isProven: isProven)) { [self] in
            guard await gate.enter(isProven: isProven) else { return nil }
            defer { gate.leave(isProven: isProven) }
            return await read(key)
        }
        guard let found, let found else { throw .unavailable }
        return found
    }

    private func read(_ key: TokenKey) async -> Found? {
        let asked = chapter.clock.uptime
        let changes = state.withLock { $0.changes }
        do {
            let record = try await store.token(key.id, in: key.scope)
            let found = Found(key: key, record: record, asked: asked, changes: changes)
            state.withLock { state in
                if state.changes == changes { state.reads.insert(found, for: key) }
            }
            return found
        } catch {
            let failure = StoreError(wrapping: error)
            chapter.observer.observe(.storeFailed(failure.code, detail: failure.message))
            return nil
        }
    }

    /// Remembers a token whose secret was right and whose owner is active.
    ///
    /// - Parameters:
    ///   - email: the owner's.
    ///   - ownerAsked: when the directory was asked; nil when there was no need.
    /// - Returns: whether its use is to be noted.
    func remember(_ found: Found, email: ExactText?, since ownerAsked: Duration?) -> Bool {
        guard let record = found.record else { return false }
        let (uptime, interval) = (chapter.clock.uptime, configuration.lastUseInterval)
        let sinceUse =
            record.token.lastUsedAt.map { $0.duration(to: chapter.clock.now) } ?? interval
        return state.withLock { state in
            // Something was changed here meanwhile, perhaps this one: the answer stands, no more.
            guard state.changes == found.changes else { return sinceUse >= interval }
            // The later of what this process knows and what the store says of the last use.
            let stored = uptime + max(.zero, interval - max(.zero, sinceUse))
            let nextUse = max(stored, state.remembered[found.key]?.nextUse ?? .zero)
            let isUseDue = uptime >= nextUse
            let entry = Entry(
                record: record,
                email: email,
                asked: min(found.asked, ownerAsked ?? found.asked),
                nextUse: isUseDue ? uptime + interval : nextUse
            )
            state.remembered.insert(entry, for: found.key)
            return isUseDue
        }
    }

    /// A use could not be noted: the next one is due again.
    func useWasLeftOut(_ key: TokenKey) {
        state.withLock { state in
            guard var entry = state.remembered[key] else { return }
            entry.nextUse = .zero
            state.remembered.insert(entry, for: key)
        }
    }

    /// Forgets what is known of a token that was changed here.
    func forget(_ id: Token.ID, in scope: Scope) {
        let key = TokenKey(id: id, scope: scope)
        state.withLock { state in
            state.changes &+= 1
            state.remembered.remove(key)
            state.reads.remove(key)
        }
        for isProven in [true, false] { calls.forget(Lane(key: key, isProven: isProven)) }
    }

    /// Forgets everything: more was changed here than can be named.
    func forgetAll() {
        state.withLock { state in
            state.changes &+= 1
            state.remembered = RecentValues(capacity: configuration.cacheCapacity)
            state.reads = RecentValues(capacity: Self.readCapacity)
        }
        calls.forgetAll()
    }
}
