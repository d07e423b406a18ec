import Testing
import WebhookKitSQLite

@Suite(.timeLimit(.minutes(15))) struct ChangeStreamsTests {
    private let changes = ChangeStreams()

    @Test func everyStreamGetsTheNews() async {
        var first = changes.stream().makeAsyncIterator()
        var second = changes.stream().makeAsyncIterator()
        changes.yield()
        #expect(await first.next() != nil)
        #expect(await second.next() != nil)
    }

    @Test func newsThatNobodyHasTakenAreOne() async {
        let stream = changes.stream()
        for _ in 0..<10 { changes.yield() }
        changes.finish()
        var count = 0
        for await _ in stream { count += 1 }
        #expect(count == 1)
    }

    @Test func oneThatWaitsIsWoken() async {
        let stream = changes.stream()
        async let news: Void? = stream.first { _ in true }
        changes.yield()
        #expect(await news != nil)
    }

    @Test func finishingEndsAllStreamsAndLaterOnes() async {
        let stream = changes.stream()
        changes.finish()
        changes.finish()
        changes.yield()
        for await _ in stream { Issue.record("nothing was told") }
        for await _ in changes.stream() { Issue.record("nothing was told") }
    }

    @Test func theStreamsEndWithTheObject() async {
        let stream: AsyncStream<Void>
        do { stream = ChangeStreams().stream() }
        for await _ in stream { Issue.record("nothing was told") }
    }

    @Test func oneReaderThatGoesLeavesTheOthers() async {
        let task = Task { [changes] in for await _ in changes.stream() {} }
        task.cancel()
        await task.value
        let stream = changes.stream()
        changes.yield()
        changes.finish()
        var count = 0
        for await _ in stream { count += 1 }
        #expect(count == 1)
    }
}
