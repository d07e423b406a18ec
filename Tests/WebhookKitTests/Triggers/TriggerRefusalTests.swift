import Testing
import WebhookKit
import WebhookKitTesting

/// Anything but a valid token with a JSON body gets a clear refusal and reaches nothing (I-1).
struct TriggerRefusalTests {
    let host: TriggerHarness

    init() throws {
        host = try TriggerHarness()
    }

    private func status(
        _ method: String = "POST",
        _ trigger: String = "start",
        _ headers: [HeaderField],
        _ body: [UInt8] = Array(#"{"customer":"ada"}"#.utf8)
    ) async -> Int {
        await host.service.handle(
            TriggerRequest(method: method, trigger: trigger, headers: headers, body: body),
            in: host.scope
        ).status
    }

    @Test func nobodyWithoutATokenLearnsWhatThereIs() async throws {
        try await host.trigger()
        try await host.trigger("off") { $0.isActive = false }
        let before = host.store.callCount
        var answers: Set<ServerResponse> = []
        for name in ["start", "off", "none", "../../etc/x", "", "a\0b", "é"] {
            answers.insert(
                await host.service.handle(
                    TriggerRequest(trigger: name, headers: [TriggerHarness.json], body: []),
                    in: host.scope
                )
            )
        }
        let answer = try #require(answers.first)
        #expect(answers.count == 1)
        #expect(answer.status == 401)
        #expect(answer.headers.contains { $0.isNamed("www-authenticate") })
        #expect(host.store.callCount == before)
        #expect(host.seen.elements.isEmpty)
    }

    @Test func whoeverMayNotCallATriggerIsToldSo() async throws {
        let mine = try await host.token()
        let other = try await host.token(
            TokenDraft(permissions: .only(["orders:read"]))
        )
        let start: Token.Permission = "triggers:start"
        try await host.trigger("named", access: .tokens([mine.token.id]))
        try await host.trigger("able", access: .permission(start))
        try await host.trigger("off", access: .tokens([mine.token.id])) { $0.isActive = false }
        #expect(await host.call("named", as: mine).status == 200)
        #expect(await host.call("named", as: other).status == 403)
        #expect(await host.call("able", as: mine).status == 200)
        #expect(await host.call("able", as: other).status == 403)
        // Whether it is active is nobody's business who may not call it.
        #expect(await host.call("off", as: other).status == 403)
        #expect(await host.call("off", as: mine).status == 404)
        #expect(await host.call("none", as: mine).status == 404)
        #expect(await host.call("../x", as: mine).status == 404)
        #expect(host.seen.elements.count == 2)
        let log = try await host.triggers.log(of: Trigger.ID("named"))
        #expect(log.map(\.status) == [403, 200])
        #expect(log.first?.token == other.token.id)
    }

    @Test(arguments: ["GET", "PUT", "post", "", "POST\r\n"])
    func onlyPOSTIsTaken(method: String) async throws {
        let response = await host.service.handle(
            TriggerRequest(method: method, trigger: "start", headers: [], body: []),
            in: host.scope
        )
        #expect(response.status == 405)
        #expect(response.headers.first(named: "allow") == "POST")
    }

    @Test func whatIsTooLargeIsRefusedBeforeAnybodyIsKnown() async throws {
        let token = try await host.token()
        try await host.trigger()
        let key = token.secret.bearerHeader()
        let large = Array("\"".utf8) + [UInt8](repeating: 0x61, count: 256 << 10)
        #expect(await status("POST", "start", [], large) == 413)
        let long = HeaderField("x", String(repeating: "a", count: 1 << 20))
        #expect(await status("POST", "start", [key, TriggerHarness.json, long]) == 431)
        let many = (0..<10_000).map { HeaderField("h\($0)", "") }
        #expect(await status("POST", "start", [key, TriggerHarness.json] + many) == 431)
        #expect(host.seen.elements.isEmpty)
    }

    @Test(arguments: [
        (["application/json"], 200), (["application/json; charset=UTF-8"], 200),
        (["application/cloudevents+json;charset=\"utf-8\""], 200), (["APPLICATION/JSON"], 200),
        ([], 415), (["text/plain"], 415), (["application/json", "application/json"], 415),
        (["application/json; charset=latin1"], 415), (["application/x-www-form-urlencoded"], 415),
        (["application/"], 415), ([""], 415), ([";"], 415), (["text/x+json"], 415),
        (["application/json;charset"], 415), (["application/jsonx"], 415),
    ])
    func onlyJSONIsTaken(types: [String], expected: Int) async throws {
        let token = try await host.token()
        try await host.trigger()
        let headers = types.map { HeaderField("content-type", $0) }
        #expect(await host.call(as: token, headers: headers).status == expected)
        let packed = headers + [HeaderField("Content-Encoding", "gzip")]
        #expect(await host.call(as: token, headers: packed).status == 415)
    }

    /// Fault 49, at the way in.
    @Test(arguments: [
        "", " ", "{", "{\"customer\":}", "\u{FEFF}{\"customer\":\"a\"}", "{} {}", "[1,]", "NaN",
        String(repeating: "[", count: 10_000), "{\"customer\":\"\u{1}\"}",
        String(repeating: "{\"a\":", count: 65) + "1" + String(repeating: "}", count: 65),
    ])
    func whatIsNoJSONIsMalformed(body: String) async throws {
        let token = try await host.token()
        try await host.trigger()
        let answer = await host.call("start", body, as: token)
        #expect(answer.status == 400)
        #expect(answer.text.contains("malformed_json"))
        #expect(host.seen.elements.isEmpty)
    }

    @Test func bytesThatAreNotUTF8AreMalformed() async throws {
        let token = try await host.token()
        try await host.trigger()
        let headers = [token.secret.bearerHeader(), TriggerHarness.json]
        for bytes: [UInt8] in [[0xFF], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0]] {
            #expect(await status("POST", "start", headers, bytes) == 400)
        }
    }

    @Test(arguments: [
        (#"{}"#, "customer"), (#"{"customer":null}"#, "customer"),
        (#"{"customer":17}"#, "customer"),
        (#"{"customer":"a","count":"SECRET"}"#, "count"), (#"[]"#, nil), (#""SECRET""#, nil),
        (#"{"customer":"a","count":1e999}"#, nil),
        (#"{"customer":"a","count":9223372036854775808}"#, nil),
    ])
    func dataThatDoesNotFitIsToldByItsField(body: String, field: String?) async throws {
        let token = try await host.token()
        try await host.trigger()
        let answer = await host.call("start", body, as: token)
        #expect(answer.status == 422)
        if let field { #expect(answer.text.contains(#""field":"\#(field)""#)) }
        #expect(!answer.text.contains("SECRET"))
        #expect(!answer.text.contains("Start"))
        #expect(host.seen.elements.isEmpty)
    }

    /// A number of a million digits and keys that come twice do no harm.
    @Test func oddJSONDoesNotTrap() async throws {
        let token = try await host.token()
        try await host.trigger()
        let digits = String(repeating: "9", count: 200_000)
        #expect(
            await host.call("start", #"{"customer":"a","count":\#(digits)}"#, as: token).status
                == 422
        )
        #expect(
            await host.call("start", #"{"customer":"a","customer":"b"}"#, as: token).status == 200
        )
        let surrogate = #"{"customer":"\ud800"}"#
        #expect([200, 422].contains(await host.call("start", surrogate, as: token).status))
    }

    /// Any bytes may stand in headers (I-1).
    @Test(arguments: [
        "", " ", "Bearer", "Bearer ", "Basic", "Basic Og==", "Basic !!!!", "Basic dXNlcg==",
        "Bearer a b", "Bearer \0", "Bearer é", "Digest x", "Bearer\r\n x", "bearer whk_",
    ])
    func hostileAuthorizationIsUnauthorized(value: String) async throws {
        try await host.trigger()
        let headers = [HeaderField("Authorization", value), TriggerHarness.json]
        #expect(await status("POST", "start", headers) == 401)
        let token = try await host.token().secret.bearerHeader()
        #expect(await status("POST", "start", headers + [token]) == 401)
        #expect(await status("POST", "start", [token, token, TriggerHarness.json]) == 401)
    }

    @Test func aTokenOfAnotherTenantIsUnauthorized() async throws {
        try await host.trigger()
        let other = Scope(organization: try Organization("other"))
        let foreign = try await host.tokenService.tokens(in: other, as: .host).create()
        #expect(await host.call(as: foreign).status == 401)
        let sandbox = Scope(organization: .default, environment: .sandbox)
        let test = try await host.tokenService.tokens(in: sandbox, as: .host).create()
        #expect(await host.call(as: test).status == 401)
    }

    @Test func aStoreThatIsAwayMakesTheCallerTryAgain() async throws {
        let token = try await host.token()
        try await host.trigger("keyed", key: "Idempotency-Key")
        try await host.trigger("durable", "quiet", mode: .durable)
        let keyed = [TriggerHarness.json, HeaderField("idempotency-key", "k")]
        #expect(await host.call("keyed", as: token).status == 200)
        host.store.fail(.change, with: .before(.busy("busy")))
        #expect(await host.call("keyed", as: token, headers: keyed).status == 503)
        host.store.fail(.change, with: .before(.full("full")))
        let refused = await host.call("durable", as: token)
        #expect(refused.status == 503)
        #expect(refused.headers.first(named: "retry-after") != nil)
        host.store.setPlan { $0.verb == .row ? .before(.busy("busy")) : nil }
        #expect(await host.call("keyed", as: token).status == 503)
        host.store.setPlan { _ in nil }
        #expect(await host.call("keyed", as: token, headers: keyed).status == 200)
        #expect(host.seen.elements.count == 2)
    }
}
