import Testing
import WebhookKit
import WebhookKitTesting

/// Rotation, permissions, expiry and last use (T-8, T-9, T-2).
struct TokenLifeTests {
    let bench: TokenBench

    init() throws {
        bench = try TokenBench()
    }

    /// T-8.
    @Test func aSuccessorTakesOverAfterTheOverlap() async throws {
        let draft = TokenDraft(
            name: "CRM",
            description: "sales",
            permissions: .only(["orders:read"]),
            owner: bench.ada
        )
        let old = try await bench.tokens.create(draft)
        #expect(await bench.refusal(of: old.secret) == nil)
        let new = try await bench.tokens.rotate(old.token.id, overlap: .seconds(3600))
        #expect(new.secret != old.secret)
        #expect(new.token.settings == old.token.settings)
        #expect(new.token.owner == bench.ada)
        #expect(new.token.predecessor == old.token.id)
        let end = bench.clock.now.advanced(by: .seconds(3600))
        let listed = try #require(await bench.tokens.token(old.token.id))
        #expect(listed.succession?.successor == new.token.id)
        #expect(listed.succession?.endsAt == end)
        #expect(await bench.refusal(of: old.secret) == nil)
        #expect(await bench.refusal(of: new.secret) == nil)
        bench.clock.advance(by: .seconds(3599))
        #expect(await bench.refusal(of: old.secret) == nil)
        bench.clock.advance(by: .seconds(1))
        #expect(
            await bench.refusal(of: old.secret) == .superseded,
            "cached, and refused all the same"
        )
        #expect(await bench.refusal(of: new.secret) == nil)
        #expect(listed.status(at: bench.clock.now) == .superseded(by: new.token.id))
        await #expect(throws: FieldError.self) { try await bench.tokens.rotate(old.token.id) }
        #expect(try await bench.tokens.delete(old.token.id), "it is not active any more")
    }

    /// Who has the secret acts as the owner: it is given to nobody else (T-1).
    @Test func onlyTheOwnerAndTheHostRotate() async throws {
        let graces = bench.service.tokens(in: .default, as: .user(bench.grace))
        let adas = bench.service.tokens(in: .default, as: .user(bench.ada))
        let hers = try await graces.create().token
        let hosts = try await bench.tokens.create().token
        for id in [hers.id, hosts.id] {
            await #expect(throws: FieldError.self) { try await adas.rotate(id) }
            let token = try #require(await adas.token(id))
            #expect(token.succession == nil)
        }
        #expect(try await graces.rotate(hers.id).token.owner == bench.grace)
        #expect(try await bench.tokens.rotate(hosts.id).token.owner == nil)
    }

    /// T-8.
    @Test func withoutOverlapTheOldOneStopsAtOnce() async throws {
        let old = try await bench.tokens.create()
        #expect(await bench.refusal(of: old.secret) == nil)
        let new = try await bench.tokens.rotate(old.token.id, overlap: .zero)
        #expect(await bench.refusal(of: old.secret) == .superseded)
        #expect(await bench.refusal(of: new.secret) == nil)
        try await bench.tokens.deactivate(old.token.id)
        await #expect(throws: FieldError.self) { try await bench.tokens.activate(old.token.id) }
        for overlap in [Duration.seconds(-1), .seconds(31 * 86400)] {
            await #expect(throws: FieldError.self) {
                try await bench.tokens.rotate(new.token.id, overlap: overlap)
            }
        }
        try await bench.tokens.deactivate(new.token.id)
        await #expect(throws: FieldError.self) { try await bench.tokens.rotate(new.token.id) }
    }

    /// T-8: two who rotate at once make one successor.
    @Test func rotatingTwiceAtOnceMakesOneSuccessor() async throws {
        let id = try await bench.tokens.create().token.id
        let made = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (try? await bench.tokens.rotate(id)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 1)
        #expect(try await bench.tokens.page().tokens.count == 2)
    }

    /// T-9.
    @Test func aTokenMayDoWhatItsPermissionsSay() async throws {
        let read: Token.Permission = "orders:read"
        let created = try await bench.tokens.create(TokenDraft(permissions: .only([read])))
        let principal = try await bench.authenticator.authenticate(
            headers: [created.secret.bearerHeader()]
        )
        try principal.require(read)
        let error = #expect(throws: MissingPermission.self) {
            try principal.require("orders:write")
        }
        #expect(error?.response.status == 403)
        try await bench.tokens.edit(created.token.id) { $0.permissions = .all }
        try await bench.authenticator.authenticate(headers: [created.secret.bearerHeader()])
            .require("orders:write")
        try await bench.tokens.edit(created.token.id) { $0.permissions = .only([]) }
        let none = try await bench.authenticator.authenticate(
            headers: [created.secret.bearerHeader()]
        )
        #expect(throws: MissingPermission.self) { try none.require(read) }
    }

    /// T-9.
    @Test func aTokenStopsWhenItsTimeIsOver() async throws {
        let end = bench.clock.now.advanced(by: .seconds(30))
        let created = try await bench.tokens.create(TokenDraft(expiresAt: end))
        #expect(await bench.refusal(of: created.secret) == nil)
        bench.clock.advance(by: .milliseconds(29_999))
        #expect(await bench.refusal(of: created.secret) == nil)
        bench.clock.advance(by: .milliseconds(1))
        #expect(await bench.refusal(of: created.secret) == .expired)
        try await bench.tokens.edit(created.token.id) {
            $0.expiresAt = bench.clock.now.advanced(by: .seconds(10))
        }
        #expect(await bench.refusal(of: created.secret) == nil)
        bench.clock.advance(by: .seconds(10))
        try await bench.tokens.rename(created.token.id, to: "an end that has passed may stay")
        await #expect(throws: FieldError.self) {
            try await bench.tokens.create(TokenDraft(expiresAt: bench.clock.now))
        }
        let next = try await bench.tokens.create(
            TokenDraft(expiresAt: bench.clock.now.advanced(by: .seconds(100)))
        )
        bench.clock.advance(by: .seconds(60))
        let rotated = try await bench.tokens.rotate(next.token.id)
        #expect(rotated.token.expiresAt == bench.clock.now.advanced(by: .seconds(100)))
    }

    /// A request that is refused is no use, also where the token itself is right (T-2).
    @Test func aRefusedRequestIsNoUse() async throws {
        let bench = bench
        try await bench.virtually {
            let created = try await bench.tokens.create(TokenDraft(owner: bench.ada))
            let first = bench.clock.now
            #expect(await bench.refusal(of: created.secret) == nil)
            try await bench.clock.sleep(for: .seconds(290))
            #expect(await bench.refusal(of: created.secret) == nil)
            try await bench.clock.sleep(for: .seconds(15))
            let wrong = [try created.secret.basicHeader(username: "grace@example.com")]
            #expect(await bench.refusal(of: wrong) == .wrongUser)
            try await bench.settle()
            #expect(try await bench.tokens.token(created.token.id)?.lastUsedAt == first)
            let second = bench.clock.now
            #expect(await bench.refusal(of: created.secret) == nil)
            try await bench.settle()
            #expect(try await bench.tokens.token(created.token.id)?.lastUsedAt == second)
        }
    }

    /// At most every five minutes, aside, and by all processes together (T-2).
    @Test func lastUseIsWrittenAsideEveryFiveMinutesAtMost() async throws {
        let bench = bench
        try await bench.virtually {
            let created = try await bench.tokens.create()
            let other = try bench.anotherService().authenticator(in: .default)
            func lastUse() async throws -> Timestamp? {
                try await bench.settle()
                return try await bench.tokens.token(created.token.id)?.lastUsedAt
            }
            func writes() -> Int {
                bench.store.counts.withLock { $0.steps.count { !$0.hasTally } }
            }
            #expect(try await lastUse() == nil)
            let first = bench.clock.now
            _ = try await bench.authenticator.authenticate(headers: [created.secret.bearerHeader()])
            #expect(writes() == 0, "not on the request's path")
            #expect(try await lastUse() == first)
            for _ in 0..<29 {
                for authenticator in [bench.authenticator, other] {
                    _ = try await authenticator.authenticate(
                        headers: [created.secret.bearerHeader()]
                    )
                }
                try await bench.clock.sleep(for: .seconds(10))
            }
            #expect(try await lastUse() == first)
            #expect(writes() == 1)
            try await bench.clock.sleep(for: .seconds(11))
            let second = bench.clock.now
            for authenticator in [bench.authenticator, other] {
                _ = try await authenticator.authenticate(headers: [created.secret.bearerHeader()])
            }
            #expect(try await lastUse() == second)
            // A store that fails keeps nobody out, and gets it later.
            try await bench.clock.sleep(for: .seconds(301))
            _ = try await bench.authenticator.authenticate(headers: [created.secret.bearerHeader()])
            try await bench.settle()
            try await bench.clock.sleep(for: .seconds(301))
            bench.store.counts.withLock { $0.isBroken = true }
            #expect(await bench.refusal(of: created.secret) == .unavailable)
            bench.store.counts.withLock { $0.isBroken = false }
            _ = try await bench.authenticator.authenticate(headers: [created.secret.bearerHeader()])
            #expect(try await lastUse() ?? second > second)
        }
    }

    /// Many tokens share steps: no row and no lock is written once a request (T-2).
    @Test func manyTokensShareSteps() async throws {
        let bench = bench
        try await bench.virtually {
            var secrets: [TokenSecret] = []
            for _ in 0..<250 { secrets.append(try await bench.tokens.create().secret) }
            for secret in secrets { #expect(await bench.refusal(of: secret) == nil) }
            try await bench.settle()
            let uses = bench.store.counts.withLock { $0.steps.filter { !$0.hasTally } }
            #expect(Set(uses.flatMap(\.ids)).count == 250)
            #expect(uses.allSatisfy { $0.ids.count <= 100 })
            let page = try await bench.tokens.page(limit: 1000)
            #expect(page.tokens.allSatisfy { $0.lastUsedAt != nil })
        }
    }
}
