/// Counts refusals by reason and tells the observer of them: the first at once, then a sum with
/// the first that comes ten seconds later or more, however many there are.
final class AuthenticationFailures: Sendable {
    private struct Count {
        var total = 0
        var told = 0
        var earliest: Duration = .zero
    }

    private let chapter: ChapterContext
    private let counts = Locked<[AuthenticationError: Count]>([:])
    private static let interval: Duration = .seconds(10)

    init(chapter: ChapterContext) {
        self.chapter = chapter
    }

    func note(_ reason: AuthenticationError) {
        let uptime = chapter.clock.uptime
        let news: Int? = counts.withLock { counts in
            var count = counts[reason] ?? Count()
            defer { counts[reason] = count }
            count.total &+= 1
            guard uptime >= count.earliest else { return nil }
            count.earliest = uptime + Self.interval
            defer { count.told = count.total }
            return count.total &- count.told
        }
        guard let news else { return }
        chapter.observer.observe(.authenticationFailed(reason, count: news))
    }

    var totals: [AuthenticationError: Int] { counts.withLock { $0.mapValues(\.total) } }
}
