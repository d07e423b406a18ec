import Testing

@testable import WebhookKit

@Suite struct SenderMonitorTests {
    @Test func fiveDifferentHostsInARowMakeTheSenderSuspect() {
        var monitor = SenderMonitor()
        for host in 1...4 {
            #expect(monitor.record(host: "h\(host)", wasReached: false) == .unchanged)
        }
        #expect(monitor.record(host: "h4", wasReached: false) == .unchanged)
        #expect(!monitor.isSuspect)
        #expect(monitor.record(host: "h5", wasReached: false) == .suspect(hosts: 5))
        #expect(monitor.isSuspect)
        #expect(monitor.record(host: "h6", wasReached: false) == .unchanged)
        #expect(monitor.isSuspect)
    }

    @Test func oneAnswerEndsTheSuspicionAndTheRow() {
        var monitor = SenderMonitor()
        for host in 1...5 { _ = monitor.record(host: "h\(host)", wasReached: false) }
        #expect(monitor.record(host: "h1", wasReached: true) == .cleared)
        #expect(!monitor.isSuspect)
        #expect(monitor.record(host: "h1", wasReached: true) == .unchanged)
        for host in 1...4 {
            #expect(monitor.record(host: "h\(host)", wasReached: false) == .unchanged)
        }
        #expect(monitor.record(host: "other", wasReached: true) == .unchanged)
        #expect(monitor.record(host: "h5", wasReached: false) == .unchanged)
        #expect(!monitor.isSuspect)
    }
}
