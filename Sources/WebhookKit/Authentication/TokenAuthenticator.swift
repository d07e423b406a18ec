/// Tells who a request comes from, by the token that it shows (T-7).
///
/// Made by ``TokenService/authenticator(in:)`` and ``WebhookService/authenticator(in:)``; cheap to make
/// and to copy. It takes `Authorization: Bearer`, the API-key header, and `Authorization: Basic` with the
/// token as the password and its id or its owner's e-mail address as the user name.
///
/// A token that was right is remembered for 60 seconds with the digest of its secret, so that neither the
/// store nor the directory is asked again; only what was right gets there. A request that shows a wrong one
/// costs at most one read of the store, of which there are so many at once and no more.
public struct TokenAuthenticator: Sendable {
    let context: TokenContext

    /// The tenant whose tokens it takes.
    public let scope: Scope

    /// Judges what a reader has found in a request.
    func authenticate(
        _ reader: PresentedCredential.Reader
    ) async throws(AuthenticationError) -> Principal {
        try await counted { () throws(AuthenticationError) in
            try await judge(reader.credential())
        }
    }

    /// Judges a token that came by another way than headers, such as the first message of a socket.
    ///
    /// - Parameter token: the text, as any bytes.
    /// - Throws: ``AuthenticationError``.
    public func authenticate(
        token: some Collection<UInt8> & Sendable
    ) async throws(AuthenticationError) -> Principal {
        try await counted { () throws(AuthenticationError) in
            let secret: TokenSecret
            do throws(TokenSecret.Flaw) {
                secret = try TokenSecret(token)
            } catch {
                throw error == .wrongChecksum ? .wrongChecksum : .malformed
            }
            return try await judge(PresentedCredential(secret: secret, username: nil))
        }
    }

    /// What to send to a request that was refused; see ``AuthenticationError/response(realm:)``.
    public func response(to error: AuthenticationError) -> ServerResponse {
        error.response(realm: context.configuration.realm)
    }

    private func counted(
        _ body: () async throws(AuthenticationError) -> Principal
    ) async throws(AuthenticationError) -> Principal {
        do throws(AuthenticationError) {
            return try await body()
        } catch {
            context.failures.note(error)
            throw error
        }
    }

    private func judge(
        _ shown: PresentedCredential
    ) async throws(AuthenticationError) -> Principal {
        guard shown.secret.environment == scope.environment else { throw .otherEnvironment }
        let key = TokenKey(id: shown.secret.tokenID, scope: scope)
        let digest = shown.secret.digest
        let known = context.lookups.remembered(key, digest: digest, at: uptime)
        if case .fresh(let token, let email, let isUseDue) = known {
            do throws(AuthenticationError) {
                let principal = try admit(token, to: shown, email: email)
                if isUseDue { noteUse(key) }
                return principal
            } catch {
                // Refused: no use.
                if isUseDue { context.lookups.useWasLeftOut(key) }
                throw error
            }
        }
        // Of an unknown id and of a wrong secret alike: the same look-ups and comparisons.
        let found = try await context.lookups.find(key, isProven: known == .stale)
        try TokenLookups.check(found.record, digest: digest)
        guard let token = found.record?.token else { throw .unknown }
        _ = try token.admit(at: context.chapter.clock.now)
        let owner = try await context.owners.owner(of: token)
        if owner.isInactive { await stop(token) }
        guard owner.isActive else { throw .ownerInactive }
        let principal = try admit(token, to: shown, email: owner.email)
        let isUseDue = context.lookups.remember(found, email: owner.email, since: owner.asked)
        if isUseDue { noteUse(key) }
        return principal
    }

    private var uptime: Duration { context.chapter.clock.uptime }

    private func admit(
        _ token: Token,
        to shown: PresentedCredential,
        email: ExactText?
    ) throws(AuthenticationError) -> Principal {
        if let username = shown.username {
            let isRight =
                username.string == token.id.string
                || email?.string.isFieldName(username.string) == true
            guard isRight else { throw .wrongUser }
        }
        return Principal(try token.admit(at: context.chapter.clock.now))
    }

    private func noteUse(_ key: TokenKey) {
        if !context.uses.note(key.id, in: key.scope, at: uptime) {
            context.lookups.useWasLeftOut(key)
        }
    }

    /// Records what the directory has told: the token stops for good.
    ///
    /// It is refused whether that can be written or not; a store that cannot write is asked once in ten
    /// seconds for each.
    private func stop(_ token: Token) async {
        let (key, now) = (TokenKey(id: token.id, scope: scope), uptime)
        let isDue = context.stops.withLock { stops in
            if let last = stops[key], now - last < .seconds(10) { return false }
            stops.insert(now, for: key)
            return true
        }
        guard isDue else { return }
        let tokens = Tokens(context: context, scope: scope, caller: .host)
        let wall = context.chapter.clock.now
        do {
            _ = try await tokens.change(token.id) { $0.deactivate(.ownerDeactivated, at: wall) }
        } catch {
            let failure = StoreError(wrapping: error)
            context.chapter.observer.observe(.storeFailed(failure.code, detail: failure.message))
        }
    }
}

extension Token {
    /// The token itself, while it works.
    func admit(at time: Timestamp) throws(AuthenticationError) -> Token {
        switch status(at: time) {
        case .active: return self
        case .inactive(let deactivation):
            throw deactivation.reason == .ownerDeactivated ? .ownerInactive : .inactive
        case .expired: throw .expired
        case .superseded: throw .superseded
        }
    }
}
