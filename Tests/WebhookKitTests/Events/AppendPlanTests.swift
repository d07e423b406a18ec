import Testing

@testable import WebhookKit

/// What an append does with each event, as a table (E-6, E-7).
@Suite struct AppendPlanTests {
    /// An event to append, written as `scope/id/key/value`.
    struct Line: Sendable, CustomTestStringConvertible {
        var scope = "acme"
        var id: String
        var key: String?
        var value = 1

        var testDescription: String { "\(scope)/\(id)/\(key ?? "-")/\(value)" }

        func event() throws -> Event {
            Event(
                id: try Event.ID(id),
                scope: Scope(organization: try Organization(scope)),
                type: .taskCreated,
                occurredAt: Samples.time(0),
                data: Array("{\"v\":\(value)}".utf8),
                idempotencyKey: key.map { ExactText($0) }
            )
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var lines: [Line]
        var expected: Expected

        init(_ name: String, _ lines: [Line], _ expected: Expected) {
            (testDescription, self.lines, self.expected) = (name, lines, expected)
        }
    }

    enum Expected: Sendable {
        /// Each step: `store`, `repeats:` and a stored event's id, or `as:` and an index.
        case steps([String])
        case refusal(StoreError.Code)
    }

    /// What is stored already, at positions 1 and 2.
    static let stored = [Line(id: "e1", key: "k1"), Line(id: "e2")]

    static let cases = [
        Case("nothing", [], .steps([])),
        Case("a new one", [Line(id: "e3")], .steps(["store"])),
        Case("a new key", [Line(id: "e3", key: "k3")], .steps(["store"])),
        Case("an old key, same data", [Line(id: "e3", key: "k1")], .steps(["repeats:e1"])),
        Case("an old key, the same id too", [Line(id: "e1", key: "k1")], .steps(["repeats:e1"])),
        Case("an old key, other data", [Line(id: "e3", key: "k1", value: 2)], .refusal(.keyReused)),
        Case(
            "an old key of another scope",
            [Line(scope: "other", id: "e3", key: "k1", value: 2)],
            .steps(["store"])
        ),
        Case("a taken id", [Line(id: "e2")], .refusal(.conflict)),
        Case("a taken id, a new key", [Line(id: "e2", key: "k3")], .refusal(.conflict)),
        Case("an id of another scope", [Line(scope: "other", id: "e2")], .steps(["store"])),
        Case(
            "a key twice in a call",
            [Line(id: "e3", key: "k3"), Line(id: "e4"), Line(id: "e5", key: "k3")],
            .steps(["store", "store", "as:0"])
        ),
        Case(
            "a key three times in a call",
            [Line(id: "e3", key: "k3"), Line(id: "e4", key: "k3"), Line(id: "e5", key: "k3")],
            .steps(["store", "as:0", "as:0"])
        ),
        Case(
            "a key twice in a call, other data",
            [Line(id: "e3", key: "k3"), Line(id: "e4", key: "k3", value: 2)],
            .refusal(.keyReused)
        ),
        Case(
            "a key in two scopes",
            [Line(id: "e3", key: "k3"), Line(scope: "other", id: "e4", key: "k3", value: 2)],
            .steps(["store", "store"])
        ),
        Case("an id twice in a call", [Line(id: "e3"), Line(id: "e3")], .refusal(.conflict)),
        Case(
            "an id in two scopes",
            [Line(id: "e3"), Line(scope: "other", id: "e3")],
            .steps(["store", "store"])
        ),
        Case(
            "a repetition takes no id",
            [Line(id: "e3", key: "k1"), Line(id: "e3")],
            .steps(["repeats:e1", "store"])
        ),
        Case(
            "an old key twice in a call",
            [Line(id: "e3", key: "k1"), Line(id: "e4", key: "k1")],
            .steps(["repeats:e1", "repeats:e1"])
        ),
        Case(
            "one bad one among good ones",
            [Line(id: "e3"), Line(id: "e2"), Line(id: "e4")],
            .refusal(.conflict)
        ),
    ]

    @Test(arguments: cases) func decidesAboutEveryEvent(_ example: Case) throws {
        switch example.expected {
        case .steps(let steps):
            #expect(try plan(example.lines).steps.map(text) == steps)
        case .refusal(let code):
            let error = #expect(throws: StoreError.self) { try plan(example.lines) }
            #expect(error?.code == code)
        }
    }

    /// An event alone is decided about as in a call of one.
    @Test(arguments: cases.filter { $0.lines.count == 1 })
    func decidesTheSameAboutOneAlone(_ example: Case) throws {
        let event = try #require(example.lines.first).event()
        let alone = outcome { () throws(StoreError) in
            [try AppendPlan.step(for: event, published: published, isTaken: isTaken)]
        }
        let inCall = outcome { () throws(StoreError) in
            try AppendPlan([event], published: published, isTaken: isTaken).steps
        }
        #expect(alone == inCall)
    }

    @Test func answersInTheOrderOfTheEvents() throws {
        let lines = [
            Line(id: "e3", key: "k3"), Line(id: "e4", key: "k1"), Line(id: "e5"),
            Line(id: "e6", key: "k3"),
        ]
        var stored: [Int] = []
        let publications = try plan(lines).publications { index in
            stored.append(index)
            return Publication(
                id: try Event.ID(lines[index].id),
                position: Position(Int64(10 + index)),
                isDuplicate: false,
                queued: 2
            )
        }
        #expect(stored == [0, 2])
        #expect(publications.map(\.id.string) == ["e3", "e1", "e5", "e3"])
        #expect(publications.map(\.position) == [10, 1, 12, 10].map { Position($0) })
        #expect(publications.map(\.isDuplicate) == [false, true, false, true])
        #expect(publications.map(\.queued) == [2, 0, 2, 0])
    }

    /// Keys and ids are asked for once each, and an id only where the key decides nothing: in a
    /// database each is a statement.
    @Test func asksForNoMoreThanItNeeds() throws {
        var asked: [String] = []
        let lines = [Line(id: "e3"), Line(id: "e4", key: "k1"), Line(id: "e5", key: "k5")]
        _ = try AppendPlan(lines.map { try $0.event() }) { (key, scope) throws(StoreError) in
            asked.append(key.string)
            return published(key, scope)
        } isTaken: { (id, scope) throws(StoreError) in
            asked.append(id.string)
            return isTaken(id, scope)
        }
        #expect(asked == ["e3", "k1", "k5", "e5"])
    }

    /// Whether a webhook gets an event, by its subscription, the event's audience and its own state;
    /// what it misses while inactive is a count, and the match itself changes nothing (A-6).
    @Test func matchingFollowsSubscriptionAudienceAndState() throws {
        var record = try Samples.record(events: [.taskCreated])
        let other = try Webhook.ID("wh_2")
        let events = [
            try Samples.stored(8).event,
            try Samples.stored(8, type: .taskClosed).event,
            try Samples.stored(9, type: .ping, audience: .only(record.id)).event,
            try Samples.stored(9, audience: .only(other)).event,
        ]
        let taken: [EventMatch] = [.deliver(.subscribed), .ignored, .deliver(.manual), .ignored]
        #expect(events.map { record.match($0) } == taken)
        record.health.state = .paused(nil)
        #expect(events.map { record.match($0) } == taken)
        record.health.state = .inactive(
            Deactivation(reason: .manual, at: Samples.time(0), outage: nil)
        )
        #expect(
            events.map { record.match($0) } == [.skipped, .ignored, .deliver(.manual), .ignored]
        )
        #expect(record.skippedEvents == 0)
    }

    private func plan(_ lines: [Line]) throws -> AppendPlan {
        try AppendPlan(lines.map { try $0.event() }, published: published, isTaken: isTaken)
    }

    private func outcome(
        _ body: () throws(StoreError) -> [AppendPlan.Step]
    ) -> String {
        do throws(StoreError) { return "\(try body().map(text))" } catch { return "\(error)" }
    }

    private func published(_ key: ExactText, _ scope: Scope) -> StoredEvent? {
        for (index, line) in Self.stored.enumerated() {
            guard line.key == key.string, let event = try? line.event(), event.scope == scope
            else { continue }
            let position = Position(Int64(index + 1))
            return StoredEvent(event: event, position: position, appendedAt: Samples.time(0))
        }
        return nil
    }

    private func isTaken(_ id: Event.ID, _ scope: Scope) -> Bool {
        Self.stored.contains { $0.id == id.string && $0.scope == scope.organization.name }
    }

    private func text(_ step: AppendPlan.Step) -> String {
        switch step {
        case .store: "store"
        case .repeats(let id, _): "repeats:\(id)"
        case .repeatsInCall(let index): "as:\(index)"
        }
    }
}
