#if os(macOS) || os(Linux)
import Foundation
import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

@testable import Crasher

extension Processes {
    /// Tokens that one process manages while another authenticates with them.
    @Suite struct Authenticating {
        /// The life of the cache is 2 s here instead of 60 s; the bound is that life (T-5).
        /// Fault 45.
        @Test func whatIsSwitchedOffHereIsRefusedThere() async throws {
            let file = try await SharedFile()
            let tokens = file.service.tokens(in: .default, as: .host)
            let created = try await tokens.create()
            let worker = try file.worker(
                "authenticate",
                ["token": created.secret.reveal(), "life": 2000]
            )
            try await eventually("let in") { worker.lines.last == "letIn" }
            try await tokens.deactivate(created.token.id)
            let began = ContinuousClock.now
            try await eventually("refused") { worker.lines.last == "inactive" }
            #expect(began.duration(to: .now) < .seconds(20), "a busy machine's allowance included")
            try await tokens.activate(created.token.id)
            try await eventually("let in again") { worker.lines.last == "letIn" }
            try await tokens.deactivate(created.token.id)
            try await tokens.delete(created.token.id)
            try await eventually("unknown") { worker.lines.last == "unknown" }
            try worker.stop()
            #expect(try await worker.end() == 0)
        }
    }
}
#endif
