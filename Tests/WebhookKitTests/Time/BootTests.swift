import Testing
import WebhookKit

/// What names the start of a machine that does not tell.
@Suite struct BootTests {
    @Test func startIsTheSameThoughTheWallClockIsSetALittle() {
        let start = Duration.seconds(1_790_000_000 / 60 * 60)
        let ids = [-29, -1, 0, 1, 29].map {
            SystemClock.bootID(startedAt: start + .seconds($0) + .milliseconds(7))
        }
        #expect(Set(ids).count == 1)
    }

    @Test func everyRestartHasAnotherId() {
        let start = Duration.seconds(1_790_000_000)
        let ids = (0..<100).map { SystemClock.bootID(startedAt: start + .seconds(60 * $0)) }
        #expect(Set(ids).count == ids.count)
    }

    @Test func runningSystemHasOne() {
        let boot = SystemClock().boot
        #expect(!boot.isEmpty && boot != "unknown" && boot == SystemClock().boot)
    }
}
