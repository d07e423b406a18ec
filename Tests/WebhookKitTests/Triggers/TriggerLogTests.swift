import Testing
import WebhookKit
import WebhookKitTesting

/// The log of the last 100 calls, without a token anywhere (I-1, L-5).
struct TriggerLogTests {
    @Test func showsWhatCameAndWhatBecameOfIt() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        let trigger = try await host.trigger()
        _ = await host.call(as: token)
        host.clock.advance(by: .seconds(1))
        _ = await host.call("start", "{", as: token)
        let log = try await host.triggers.log(of: trigger.id)
        #expect(log.map(\.status) == [400, 200])
        #expect(log.map(\.outcome) == [.refused, .handled])
        #expect(log[0].detail == "JSON, byte 1: the value is not complete; give all of it")
        #expect(log[1].id == host.seen.elements.first?.id)
        #expect(log[1].requestBody == Array(#"{"customer":"ada"}"#.utf8))
        #expect(log[1].requestBytes == 18)
        #expect(log[1].responseBody == Array(#"{"journey":"j-ada"}"#.utf8))
        #expect(log[1].requestHeaders.first(named: "authorization") == "***")
        #expect(log[1].requestHeaders.first(named: "content-type") == "application/json")
    }

    @Test func keepsTheLastHundred() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        let trigger = try await host.trigger("quiet", "quiet")
        for number in 0..<250 {
            host.clock.advance(by: .milliseconds(1))
            _ = await host.call("quiet", #"{"customer":"\#(number)"}"#, as: token)
        }
        let log = try await host.triggers.log(of: trigger.id)
        #expect(log.count == 100)
        #expect(log.first?.requestBody == Array(#"{"customer":"249"}"#.utf8))
        #expect(log.last?.requestBody == Array(#"{"customer":"150"}"#.utf8))
        let query = try RowQuery(table: "trigger_log", scope: host.scope, limit: 1000)
        #expect(host.disk.rows(query).count < 116)
    }

    /// Fault 44: the store is searched for the token in all its forms.
    @Test(arguments: [Trigger.Mode.immediate, .durable])
    func noTokenStandsInTheStore(mode: Trigger.Mode) async throws {
        var configuration = TriggerService.Configuration()
        configuration.maskedHeaders = ["X-Partner"]
        let host = try TriggerHarness(configuration: configuration)
        let token = try await host.token()
        let trigger = try await host.trigger("flaky", "flaky", mode: mode)
        let secret = token.secret.reveal()
        let forms = [
            token.secret.bearerHeader(), try token.secret.basicHeader(),
            token.secret.header(named: "x-api-key"),
        ]
        for form in forms {
            host.failures.withLock { $0 = 1 }
            let request = TriggerRequest(
                trigger: "flaky",
                headers: [
                    form, TriggerHarness.json, HeaderField("X-Echo", form.value),
                    HeaderField("X-Partner", "partnerPassword"),
                    HeaderField("Cookie", "id=cookieValue"),
                    HeaderField("X-Gitlab-Token", "gitlabValue"),
                ],
                body: Array(#"{"customer":"ada"}"#.utf8)
            )
            #expect([202, 500].contains(await host.service.handle(request, in: host.scope).status))
        }
        var text = try host.everything()
        _ = await host.service.drain()
        text += try host.everything()
        #expect(try await host.triggers.log(of: trigger.id).count == (mode == .durable ? 2 : 3))
        let bare = String(form(forms[1]).dropFirst("Basic ".count))
        for needle in [
            secret, bare, "partnerPassword", "cookieValue", "gitlabValue",
        ] {
            #expect(!text.contains(needle))
        }
        #expect(text.contains("x-echo") || text.contains("X-Echo"))
        for call in host.seen.elements { #expect(!"\(call)".contains(secret)) }
    }

    private func form(_ field: HeaderField) -> String { field.value }

    /// What is sent back to front still is no token in the log: a body that repeats it is masked there.
    @Test func aBodyThatRepeatsTheTokenIsMaskedInTheLog() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        let trigger = try await host.trigger()
        let secret = token.secret.reveal()
        _ = await host.call("start", #"{"customer":"\#(secret)"}"#, as: token)
        let entry = try #require(try await host.triggers.log(of: trigger.id).first)
        #expect(String(decoding: entry.requestBody, as: UTF8.self) == #"{"customer":"***"}"#)
        #expect(!String(decoding: entry.responseBody, as: UTF8.self).contains(secret))
        #expect(try !host.everything().contains(secret))
    }

    /// However hostile a request, an entry stays within 32 KiB.
    @Test func anEntryIsBounded() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        try await host.trigger()
        let quotes = String(repeating: "\"\u{1}\\", count: 3000)
        let many = (0..<500).map { HeaderField("a\($0)", "\u{2}\"") }
        let body = [UInt8](repeating: 0xFF, count: 256 << 10)
        let request = TriggerRequest(
            trigger: "start",
            headers: [token.secret.bearerHeader(), HeaderField("x", quotes)] + many,
            body: body
        )
        #expect(await host.service.handle(request, in: host.scope).status == 415)
        let flood = TriggerRequest(
            trigger: "start",
            headers: [token.secret.bearerHeader(), TriggerHarness.json] + many,
            body: body
        )
        #expect(await host.service.handle(flood, in: host.scope).status == 400)
        let query = try RowQuery(table: "trigger_log", scope: host.scope)
        let sizes = host.disk.rows(query).map(\.value.count)
        #expect(sizes.count == 2)
        #expect(sizes.allSatisfy { $0 <= 32 << 10 })
    }

    /// A log that cannot be written changes no answer; the observer is told.
    @Test func aCallThatCannotBeLoggedIsAnsweredAllTheSame() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        let trigger = try await host.trigger()
        host.store.fail(.change, with: .before(.full("full")))
        #expect(await host.call(as: token).status == 200)
        #expect(try await host.triggers.log(of: trigger.id).isEmpty)
        #expect(host.observer.activities.elements.contains(.storeFailed(.full, detail: "full")))
    }

    @Test func theObserverSeesEveryAnswer() async throws {
        let host = try TriggerHarness()
        let token = try await host.token()
        let trigger = try await host.trigger()
        _ = await host.call(as: token)
        _ = await host.call("none", as: token)
        let answers = host.observer.activities.elements.compactMap {
            activity -> (Trigger.ID?, Int)? in
            guard case .triggerAnswered(let id, _, let status, _) = activity else { return nil }
            return (id, status)
        }
        #expect(answers.map(\.0) == [trigger.id, nil])
        #expect(answers.map(\.1) == [200, 404])
    }
}
