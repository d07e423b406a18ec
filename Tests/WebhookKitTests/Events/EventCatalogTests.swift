import Testing

@testable import WebhookKit

@Suite struct EventCatalogTests {
    private static let tenNames = [
        "CONVERSATION_CREATED", "CONVERSATION_UPDATED", "CONVERSATION_CLOSED", "MESSAGE_CREATED",
        "TASK_CREATED", "TASK_UPDATED", "TASK_CLOSED", "CUSTOMER_CREATED", "CUSTOMER_UPDATED",
        "AGENT_STATE_CHANGED",
    ]
    private static let nineNames = [
        "CUSTOMER_PROFILE_CREATED", "CUSTOMER_PROFILE_UPDATED", "CUSTOMER_PROFILE_DELETED",
        "EXPORT_JOB_COMPLETED", "EXPORT_JOB_FAILED", "PAYMENT_REQUEST_CREATED",
        "PAYMENT_STATUS_CHANGED", "PAYMENT_REQUEST_VIEWED", "AUTOMATION_MESSAGE_RECEIVED",
    ]

    /// E-1.
    @Test func defaultHasTheTenRecoverableTypes() {
        let entries = EventCatalog.default.entries
        #expect(entries.map(\.type.name) == Self.tenNames)
        #expect(entries.allSatisfy { $0.isRecoverable && $0.example != nil })
    }

    @Test func gladlyAddsNineThatAreNotRecoverable() {
        let entries = EventCatalog.gladly.entries
        #expect(entries.map(\.type.name) == Self.tenNames + Self.nineNames)
        #expect(entries.filter { !$0.isRecoverable }.map(\.type.name) == Self.nineNames)
    }

    @Test func builtInEntriesPassTheChecksForHosts() throws {
        let rebuilt = try EventCatalog.empty.adding(EventCatalog.gladly.entries)
        #expect(rebuilt == .gladly)
        for entry in rebuilt.entries {
            #expect(try EventType(entry.type.name) == entry.type)
            #expect(!entry.description.isEmpty)
        }
    }

    /// E-3.
    @Test(arguments: [
        ("CONVERSATION_CREATE", EventType.conversationCreated),
        ("conversation.created", .conversationCreated),
        ("conversation-closed", .conversationClosed),
        ("CUSTOMER_UPDATE", .customerUpdated),
        ("TASK_", .taskClosed),  // as near to TASK_CLOSED as to no other: 6 letters
        ("AGENT_STATE", .agentStateChanged),
        ("TASK_XXXATED", .taskCreated),  // as near to TASK_UPDATED; the first name wins
    ])
    func namesTheNearestKnownType(name: String, nearest: EventType) throws {
        let type = try EventType(name)
        let error = try #require(throws: FieldError.self) {
            try EventCatalog.default.check(type)
        }
        #expect(error.field == "type" && error.code == .unknownType)
        #expect(error.description.hasSuffix("does not know \(name); did you mean \(nearest)?"))
    }

    @Test func findsTheSameNearestInAnyOrder() throws {
        let reversed = try EventCatalog.empty.adding(EventCatalog.default.entries.reversed())
        for name in ["A", "TASK_XXXATED", "Z.Z", String(repeating: "Q", count: 256)] {
            let type = try EventType(name)
            let first = #expect(throws: FieldError.self) {
                try EventCatalog.default.check(type)
            }
            let second = #expect(throws: FieldError.self) { try reversed.check(type) }
            #expect(first == second)
        }
    }

    @Test func emptyCatalogHasNothingToSuggest() throws {
        let error = try #require(throws: FieldError.self) {
            try EventCatalog.empty.check(.taskClosed)
        }
        #expect(error.code == .unknownType)
        #expect(error.message == "the catalog does not know TASK_CLOSED; add it to the catalog")
    }

    /// E-3.
    @Test func openTakesEveryWellFormedName() throws {
        try EventCatalog.open.check("anything.at-all")
        #expect(EventCatalog.open.entry(for: .taskClosed) != nil)
    }

    @Test(arguments: [EventCatalog.default, .gladly, .open, .empty])
    func pingCannotBeSubscribedTo(catalog: EventCatalog) throws {
        let error = try #require(throws: FieldError.self) { try catalog.check(.ping) }
        #expect(error.field == "type" && error.code == .invalid)
        #expect(error.message == "PING is sent by WebhookKit itself; use another name")
    }

    /// E-2.
    @Test func takesHostTypes() throws {
        let paid: EventType = "invoice.paid"
        let entry = EventCatalog.Entry(paid, description: "Paid.", exampleJSON: Array("{}".utf8))
        let catalog = try EventCatalog.default.adding(entry)
        try catalog.check(paid)
        #expect(catalog.entry(for: paid) == entry)
        #expect(EventCatalog.default.entry(for: paid) == nil)
    }

    /// E-2.
    @Test func aListOfTypesIsACatalog() throws {
        let paid: EventType = "invoice.paid"
        let catalog: EventCatalog = [paid, .taskClosed]
        try catalog.check(paid)
        #expect(catalog.entries == [.init(paid), .init(.taskClosed)])
        #expect(throws: FieldError.self) { try catalog.check(.taskCreated) }
        #expect(try EventCatalog(catalog.entries) == catalog)
        // No value of the host's traps.
        #expect([paid, .ping, .taskClosed, paid] as EventCatalog == catalog)
    }

    /// E-2.
    @Test func examplesAreEncodedAsDataIs() throws {
        let entry = try EventCatalog.Entry("invoice.paid", example: ["url": "a/b", "id": "1"])
        #expect(entry.example == Array(#"{"id":"1","url":"a/b"}"#.utf8))
    }

    @Test func refusesBadEntries() throws {
        let type: EventType = "invoice.paid"
        let cases: [(EventCatalog.Entry, field: String, advice: String)] = [
            (.init(.taskClosed), "type", "the catalog has it already; add it once"),
            (.init(.ping), "type", "WebhookKit sends it itself; use another name"),
            (
                .init(type, description: String(repeating: "é", count: 1001)),
                "description", "use at most 2,000 bytes"
            ),
            (
                .init(type, exampleJSON: Array("{".utf8)),
                "example", "\(JSONProblem(reason: .truncated, offset: 1))"
            ),
        ]
        for (entry, field, advice) in cases {
            let error = #expect(throws: FieldError.self) {
                try EventCatalog.default.adding(entry)
            }
            #expect(error == FieldError("entries[0].\(field)", "\(entry.type): \(advice)"))
        }
        let twice = #expect(throws: FieldError.self) {
            try EventCatalog.default.adding([.init(type), .init(type)])
        }
        #expect(twice?.field == "entries[1].type")
    }

    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("A.B", "a_b", 0), ("abc", "acb", 2),
    ])
    func countsEdits(first: String, second: String, distance: Int) {
        #expect(NameDistance.between(first, second, atMost: .max) == distance)
        #expect(NameDistance.between(second, first, atMost: distance) == distance)
        #expect(NameDistance.between(first, second, atMost: distance - 1) == nil)
    }
}
