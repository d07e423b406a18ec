import Testing
import WebhookKit
import WebhookKitTesting

/// Who is let in, and what that costs (T-5, T-7).
struct TokenAuthenticatorTests {
    let bench: TokenBench

    init() throws {
        bench = try TokenBench()
    }

    /// A text that has the form of the token but another secret, with the right checksum.
    private func forged(_ secret: TokenSecret) async throws -> TokenSecret {
        // The same id in another service is another secret.
        let twin = try TokenBench()
        let made = try await twin.tokens.create().secret
        var text = Array(secret.reveal().utf8)
        let other = Array(made.reveal().utf8)
        text.replaceSubrange(
            (text.count - 49)..<(text.count - 6),
            with: other[(other.count - 49)..<(other.count - 6)].reversed()
        )
        return try TokenSecret(Checksums.completed(text))
    }

    /// An unknown id and a wrong secret take the same way: one read, one comparison (T-7).
    /// Fault 43.
    @Test func unknownAndWrongGoTheSameWay() async throws {
        let created = try await bench.tokens.create(TokenDraft(owner: bench.ada))
        let deleted = try await bench.tokens.create()
        try await bench.tokens.deactivate(deleted.token.id)
        try await bench.tokens.delete(deleted.token.id)
        let calls = bench.directory.calls.withLock { $0 }
        let before = bench.store.reads
        #expect(await bench.refusal(of: try await forged(created.secret)) == .wrongSecret)
        #expect(bench.store.reads == before + 1)
        #expect(await bench.refusal(of: deleted.secret) == .unknown)
        #expect(bench.store.reads == before + 2)
        // Of a token that is cached too.
        #expect(await bench.refusal(of: created.secret) == nil)
        bench.clock.advance(by: .seconds(2))
        let cached = bench.store.reads
        #expect(await bench.refusal(of: try await forged(created.secret)) == .wrongSecret)
        #expect(await bench.refusal(of: deleted.secret) == .unknown)
        #expect(bench.store.reads == cached + 2)
        #expect(bench.directory.calls.withLock { $0 } == calls + 1, "guesses ask no directory")
    }

    /// T-7.
    @Test func whatIsCachedAsksNobody() async throws {
        let created = try await bench.tokens.create(TokenDraft(owner: bench.ada))
        #expect(await bench.refusal(of: created.secret) == nil)
        let (reads, calls) = (bench.store.reads, bench.directory.calls.withLock { $0 })
        for _ in 0..<100 {
            bench.clock.advance(by: .milliseconds(599))
            #expect(await bench.refusal(of: created.secret) == nil)
        }
        #expect(bench.store.reads == reads)
        #expect(bench.directory.calls.withLock { $0 } == calls)
        bench.clock.advance(by: .milliseconds(100))
        #expect(await bench.refusal(of: created.secret) == nil)
        #expect(bench.store.reads == reads + 1)
        #expect(bench.directory.calls.withLock { $0 } == calls + 1)
    }

    /// T-5.
    /// Fault 45.
    @Test(arguments: [Duration.zero, .seconds(-86400), .seconds(30 * 86400)])
    func anotherProcessRefusesWithinAMinuteWhateverTheClockDoes(_ jump: Duration) async throws {
        let created = try await bench.tokens.create(TokenDraft(owner: bench.ada))
        let other = try bench.anotherService()
        let elsewhere = other.authenticator(in: .default)
        #expect(await bench.refusal(of: created.secret, by: elsewhere) == nil)
        bench.clock.advance(by: .seconds(20))
        try await bench.tokens.deactivate(created.token.id)
        bench.clock.jumpWallTime(by: jump)
        #expect(await bench.refusal(of: created.secret) == .inactive, "at once here")
        #expect(await bench.refusal(of: created.secret, by: elsewhere) == nil)
        bench.clock.advance(by: .seconds(40))
        #expect(await bench.refusal(of: created.secret, by: elsewhere) == .inactive)
        try await bench.tokens.activate(created.token.id)
        #expect(await bench.refusal(of: created.secret) == nil)
        bench.clock.advance(by: .seconds(1))
        #expect(await bench.refusal(of: created.secret, by: elsewhere) == nil)
    }

    /// The minute counts from the beginning of the read, and what was on its way when a token was switched
    /// off is not remembered (T-5).
    @Test func aReadThatWasOnItsWayBringsNothingBack() async throws {
        let bench = bench
        try await bench.virtually {
            let created = try await bench.tokens.create()
            bench.store.counts.withLock { $0.delay = (bench.clock, .seconds(5)) }
            async let late = bench.refusal(of: created.secret)
            try await bench.clock.sleep(for: .seconds(1))
            bench.store.counts.withLock { $0.delay = nil }
            try await bench.tokens.deactivate(created.token.id)
            #expect(await bench.refusal(of: created.secret) == .inactive)
            #expect(await late == nil, "it was asked before")
            #expect(await bench.refusal(of: created.secret) == .inactive)
            // A slow read is old when it arrives.
            try await bench.tokens.activate(created.token.id)
            bench.store.counts.withLock { $0.delay = (bench.clock, .seconds(50)) }
            #expect(await bench.refusal(of: created.secret) == nil)
            bench.store.counts.withLock { $0.delay = nil }
            let reads = bench.store.reads
            try await bench.clock.sleep(for: .milliseconds(9999))
            #expect(await bench.refusal(of: created.secret) == nil)
            #expect(bench.store.reads == reads)
            try await bench.clock.sleep(for: .milliseconds(1))
            #expect(await bench.refusal(of: created.secret) == nil)
            #expect(bench.store.reads == reads + 1)
        }
    }

    /// T-7.
    @Test func manyWhoAskAtOnceMakeOneRead() async throws {
        let bench = bench
        try await bench.virtually {
            let created = try await bench.tokens.create(TokenDraft(owner: bench.ada))
            bench.store.counts.withLock { $0.delay = (bench.clock, .milliseconds(10)) }
            let (reads, calls) = (bench.store.reads, bench.directory.calls.withLock { $0 })
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<200 {
                    group.addTask { #expect(await bench.refusal(of: created.secret) == nil) }
                }
            }
            #expect(bench.store.reads == reads + 1)
            #expect(bench.directory.calls.withLock { $0 } == calls + 1)
        }
    }

    /// A caller that is cancelled does not wait, and takes the answer from nobody else.
    @Test func whoIsCancelledWaitsNoLonger() async throws {
        let bench = bench
        try await bench.virtually {
            let created = try await bench.tokens.create()
            bench.store.counts.withLock { $0.delay = (bench.clock, .seconds(20)) }
            async let patient = bench.refusal(of: created.secret)
            let before = try await withThrowingTaskGroup(of: AuthenticationError?.self) { group in
                group.addTask { await bench.refusal(of: created.secret) }
                try await bench.clock.sleep(for: .seconds(1))
                let before = bench.clock.uptime
                group.cancelAll()
                #expect(try await group.next() == .unavailable)
                return before
            }
            #expect(bench.clock.uptime == before)
            #expect(await patient == nil)
        }
    }

    /// Guesses fill no cache, push nothing out of it, and are few reads at once (T-7).
    /// Fault 43.
    @Test func guessesHoldUpNobody() async throws {
        let bench = try TokenBench { $0.lookupsAtOnce = 8 }
        try await bench.virtually {
            let right = try await bench.tokens.create().secret
            #expect(await bench.refusal(of: right) == nil)
            // Right texts of another service, so unknown here.
            let stranger = try TokenBench { $0.tokensPerScope = 5000 }
            var guesses: [TokenSecret] = []
            for _ in 0..<2000 {
                stranger.clock.advance(by: .milliseconds(1))
                guesses.append(try await stranger.tokens.create().secret)
            }
            bench.store.counts.withLock { $0.delay = (bench.clock, .milliseconds(100)) }
            let began = bench.clock.uptime
            let refusals = Locked<[AuthenticationError?: Int]>([:])
            await withTaskGroup(of: Void.self) { group in
                for guess in guesses {
                    group.addTask {
                        let reason = await bench.refusal(of: guess)
                        refusals.withLock { $0[reason, default: 0] += 1 }
                    }
                }
                group.addTask {
                    // Cached: at once, and once more when it is not fresh any more.
                    try? await bench.clock.sleep(for: .milliseconds(1))
                    #expect(await bench.refusal(of: right) == nil)
                    #expect(bench.clock.uptime - began == .milliseconds(1))
                }
            }
            #expect(bench.store.counts.withLock { $0.mostAtOnce } <= 8)
            #expect(refusals.withLock { $0[.unknown] ?? 0 } == 6 + 256, "in turn, and in line")
            #expect(refusals.withLock { $0[.unavailable] ?? 0 } == 2000 - 262)
            #expect(bench.service.health.cachedTokens == 1)
            // Not fresh any more, in the middle of a flood: it does not wait in their line.
            try await bench.clock.sleep(for: .seconds(60))
            await withTaskGroup(of: Void.self) { group in
                for guess in guesses { group.addTask { _ = await bench.refusal(of: guess) } }
                group.addTask {
                    try? await bench.clock.sleep(for: .milliseconds(1))
                    let asked = bench.clock.uptime
                    #expect(await bench.refusal(of: right) == nil)
                    #expect(bench.clock.uptime - asked == .milliseconds(100))
                }
            }
        }
    }

    /// A token that is guessed again and again is read once a second (T-7).
    @Test func guessesOfOneTokenAreReadOnceASecond() async throws {
        let created = try await bench.tokens.create()
        let forged = try await forged(created.secret)
        let reads = bench.store.reads
        for _ in 0..<1000 {
            #expect(await bench.refusal(of: forged) == .wrongSecret)
            bench.clock.advance(by: .milliseconds(3))
        }
        #expect(bench.store.reads == reads + 3)
    }

    @Test func theCacheIsBounded() async throws {
        let bench = try TokenBench { $0.cacheCapacity = 10 }
        for _ in 0..<50 {
            #expect(await bench.refusal(of: try await bench.tokens.create().secret) == nil)
            #expect(bench.service.health.cachedTokens <= 10)
        }
    }

    /// A store or a directory that fails lets nobody in, and is told apart (T-7).
    @Test func whatFailsIsUnavailable() async throws {
        let created = try await bench.tokens.create(TokenDraft(owner: bench.ada))
        bench.store.counts.withLock { $0.isBroken = true }
        #expect(await bench.refusal(of: created.secret) == .unavailable)
        bench.store.counts.withLock { $0.isBroken = false }
        bench.directory.isAway.withLock { $0 = true }
        #expect(await bench.refusal(of: created.secret) == .unavailable)
        bench.directory.isAway.withLock { $0 = false }
        #expect(await bench.refusal(of: created.secret) == nil)
        bench.directory.isAway.withLock { $0 = true }
        #expect(await bench.refusal(of: created.secret) == nil, "cached")
        bench.clock.advance(by: .seconds(60))
        #expect(await bench.refusal(of: created.secret) == .unavailable)
    }

    /// The host sees how many are refused, not one call a guess (T-7).
    @Test func failuresAreToldInSums() async throws {
        let created = try await bench.tokens.create()
        try await bench.tokens.deactivate(created.token.id)
        for _ in 0..<500 {
            #expect(await bench.refusal(of: created.secret) == .inactive)
            bench.clock.advance(by: .milliseconds(50))
        }
        #expect(await bench.refusal(of: []) == .missing)
        var told: [AuthenticationError: [Int]] = [:]
        for case .authenticationFailed(let reason, let count) in bench.observer.activities.elements
        {
            told[reason, default: []].append(count)
        }
        #expect(told == [.inactive: [1, 200, 200], .missing: [1]])
        #expect(bench.service.health.failures == [.inactive: 500, .missing: 1])
    }
}
