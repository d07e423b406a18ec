import Testing

@testable import WebhookKit

@Suite struct LookupBoardTests {
    private func board(
        threads: Int = 2,
        maximum: Int = 4,
        perDomain: Int = 1,
        queue: Int = 10,
        cache: Duration = .seconds(1)
    ) -> LookupBoard {
        LookupBoard(
            limits: SystemResolver.Configuration(
                threads: threads,
                maximumThreads: maximum,
                threadsPerDomain: perDomain,
                queueLimit: queue,
                patience: .milliseconds(250),
                cacheTime: cache
            )
        )
    }

    private let late = Duration.milliseconds(250)

    @Test func startsOneLookupForManyCallers() {
        var board = board()
        for waiter in 1...3 as ClosedRange<UInt64> {
            #expect(board.join("a.test", waiter: waiter, now: .zero) == .waits)
        }
        #expect(board.next(now: .zero) == "a.test")
        #expect(board.next(now: .zero) == nil)
        #expect(board.join("a.test", waiter: 4, now: .zero) == .waits)
        #expect(board.next(now: .zero) == nil)
        #expect(board.finish("a.test", .success([.v4(1)]), now: .zero) == [1, 2, 3, 4])
    }

    @Test func replacesHangingThreads() {
        var board = board()
        for (waiter, host) in ["a.test", "b.test", "c.test"].enumerated() {
            _ = board.join(host, waiter: UInt64(waiter), now: .zero)
        }
        #expect(board.next(now: .zero) == "a.test")
        #expect(board.next(now: .zero) == "b.test")
        #expect(board.next(now: .milliseconds(249)) == nil)
        #expect(board.next(now: late) == "c.test")
    }

    @Test func holdsOneDomainToItsThreads() {
        var board = board()
        _ = board.join("x.mute.test", waiter: 1, now: .zero)
        _ = board.join("y.mute.test", waiter: 2, now: .zero)
        _ = board.join("fine.test", waiter: 3, now: .zero)
        #expect(board.next(now: .zero) == "x.mute.test")
        #expect(board.next(now: .zero) == "fine.test")
        #expect(board.next(now: late) == nil)
        _ = board.finish("x.mute.test", .failure(.temporary("")), now: late)
        #expect(board.next(now: late) == "y.mute.test")
    }

    @Test func slowDomainsLeaveHalfOfTheThreadsToOthers() {
        var board = board(threads: 2, maximum: 4)
        for (waiter, host) in ["a.test", "b.test", "c.test"].enumerated() {
            _ = board.join(host, waiter: UInt64(waiter), now: .zero)
            while let started = board.next(now: .zero) {
                _ = board.finish(started, .failure(.temporary("")), now: late)
            }
        }
        // All three are known as slow now.
        for (waiter, host) in ["a.test", "b.test", "c.test", "new.test"].enumerated() {
            _ = board.join(host, waiter: UInt64(waiter), now: late)
        }
        #expect(board.next(now: late) == "a.test")
        #expect(board.next(now: late) == "b.test")
        #expect(board.next(now: late) == "new.test")
        #expect(board.next(now: late) == nil)
        // A quick answer frees a thread and clears its domain.
        _ = board.finish("a.test", .failure(.unknownHost), now: late)
        #expect(board.next(now: late) == "c.test")
    }

    /// Behind a suffix that many share, and that nobody has on a list.
    /// Fault 59.
    @Test func aHangingNameHoldsUpNoNeighbourThatAnswers() {
        var board = board(threads: 2, maximum: 8, perDomain: 2, cache: .zero)
        // One neighbour is known to answer.
        _ = board.join("fine.shared.test", waiter: 1, now: .zero)
        #expect(board.next(now: .zero) == "fine.shared.test")
        _ = board.finish("fine.shared.test", .success([.v4(1)]), now: .zero)
        for (waiter, host) in ["mute1", "mute2", "mute3"].enumerated() {
            _ = board.join("\(host).shared.test", waiter: UInt64(waiter) + 10, now: .zero)
        }
        #expect(board.next(now: .zero) == "mute1.shared.test")
        #expect(board.next(now: .zero) == "mute2.shared.test")
        #expect(board.next(now: late) == nil)
        _ = board.join("fine.shared.test", waiter: 2, now: late)
        #expect(board.next(now: late) == "fine.shared.test")
    }

    /// Fault 59.
    @Test func namesThatHangLeaveHalfOfTheirDomainToNewOnes() {
        var board = board(threads: 4, maximum: 8, perDomain: 2, cache: .zero)
        for (waiter, host) in ["mute1", "mute2"].enumerated() {
            _ = board.join("\(host).shared.test", waiter: UInt64(waiter), now: .zero)
            _ = board.next(now: .zero)
        }
        for host in ["mute1", "mute2"] {
            _ = board.finish("\(host).shared.test", .failure(.temporary("")), now: late)
        }
        for (waiter, host) in ["mute1", "mute2", "new"].enumerated() {
            _ = board.join("\(host).shared.test", waiter: UInt64(waiter) + 10, now: late)
        }
        #expect(board.next(now: late) == "mute1.shared.test")
        #expect(board.next(now: late) == "new.shared.test")
        #expect(board.next(now: late) == nil)
    }

    /// Whoever owns all names of a domain gains little by letting them answer first.
    @Test func namesThatBeginToHangTogetherTakeTwiceTheirShareAtMost() {
        var board = board(threads: 4, maximum: 64, perDomain: 2, queue: 100, cache: .zero)
        for waiter in 0..<40 as Range<UInt64> {
            _ = board.join("h\(waiter).evil.test", waiter: waiter, now: .zero)
            let host = board.next(now: .zero) ?? ""
            _ = board.finish(host, .success([.v4(1)]), now: .zero)
        }
        for waiter in 0..<40 as Range<UInt64> {
            _ = board.join("h\(waiter).evil.test", waiter: waiter + 100, now: late)
        }
        var started = 0
        for step in 1..<20 { while board.next(now: late * step) != nil { started += 1 } }
        #expect(started <= 4 + 4, "\(started)")
    }

    @Test func neverExceedsTheHardCap() {
        var board = board(threads: 2, maximum: 4, queue: 100)
        for waiter in 0..<20 as Range<UInt64> {
            _ = board.join("h\(waiter).test", waiter: waiter, now: .zero)
        }
        var started = 0
        for step in 0..<20 {
            while board.next(now: late * step) != nil { started += 1 }
        }
        #expect(started == 4)
    }

    @Test func refusesNamesBeyondTheQueueLimit() {
        var board = board(queue: 1)
        #expect(board.join("a.test", waiter: 1, now: .zero) == .waits)
        #expect(board.join("a.test", waiter: 2, now: .zero) == .waits)
        #expect(board.join("b.test", waiter: 3, now: .zero) == .refused)
    }

    @Test func forgetsQueuedNamesNobodyWaitsFor() {
        var board = board()
        _ = board.join("a.test", waiter: 1, now: .zero)
        _ = board.join("a.test", waiter: 2, now: .zero)
        board.leave("a.test", waiter: 1)
        #expect(board.isQueued("a.test"))
        board.leave("a.test", waiter: 2)
        #expect(!board.isQueued("a.test"))
        #expect(board.next(now: .zero) == nil)
    }

    @Test func remembersAnswersForTheCacheTimeOnly() {
        var board = board(cache: .seconds(1))
        _ = board.join("a.test", waiter: 1, now: .zero)
        _ = board.next(now: .zero)
        _ = board.finish("a.test", .success([.v4(1)]), now: .zero)
        #expect(board.join("a.test", waiter: 2, now: .milliseconds(999)) == .answered([.v4(1)]))
        #expect(board.join("a.test", waiter: 3, now: .seconds(1)) == .waits)
        _ = board.next(now: .seconds(1))
        _ = board.finish("a.test", .failure(.unknownHost), now: .seconds(1))
        #expect(board.join("a.test", waiter: 4, now: .seconds(1)) == .waits)
    }

    /// Fault 59.
    @Test(arguments: [
        ("a.b.example.com", "example.com"), ("example.com", "example.com"), ("host", "host"),
        ("a.b.eu.org", "b.eu.org"), ("b.duckdns.org", "b.duckdns.org"), ("a.b.co.uk", "b.co.uk"),
        ("b.co.uk", "b.co.uk"), ("a.b.x.io", "x.io"),
    ]) func groupsNamesByDomain(host: String, domain: String) {
        #expect(LookupBoard.domain(of: host) == domain)
    }
}
