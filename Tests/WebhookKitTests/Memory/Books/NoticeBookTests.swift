import Testing
import WebhookKitTesting

@testable import WebhookKit

struct NoticeBookTests {
    @Test func noticesOfAnOrganizationThatCameBackAreHandedOutOnce() throws {
        let scope = try StateBench.scope()
        var bench = StateBench()
        for _ in 0..<2 {
            _ = bench.state.remove(.organization(scope.organization))
            try bench.insert("wh_a", in: scope)
            try bench.change("wh_a", in: scope, .deactivate(.gone))
        }
        let notices = bench.state.handOut(NoticeRequest(limit: 10), at: bench.time)
        #expect(notices.count == 1)
    }
}
