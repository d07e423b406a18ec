import Testing
import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct EventTypeTests {
    private static let long = String(repeating: "A", count: 256)

    @Test(arguments: [
        "CONVERSATION_CREATED", "invoice.paid", "a", "a.b.c", "order-line.item_2", "_", "-", long,
    ])
    func takesWellFormedNames(name: String) throws {
        #expect(try EventType(name).name == name)
    }

    /// E-2; Fault 48.
    @Test(arguments: [
        ("CONVERSATION/CREATED", "CONVERSATION_CREATED"),
        ("AGENT_STATE/CHANGED", "AGENT_STATE_CHANGED"),
        ("ORDER/SHIPPED", "ORDER_SHIPPED"),
    ])
    func takesTheSpellingWithASlash(spelling: String, name: String) throws {
        #expect(try EventType(spelling) == EventType(name))
        #expect(try EventType(spelling).description == name)
    }

    /// Fault 48.
    @Test(arguments: [
        "", long + "A", " ", "A B", " A", "A ", "A\r\n", "A\nB", "\u{0}", "*", "A*", "..", ".",
        "a..b", ".a", "a.", "é", "😀", "/", "A/", "/A", "A/B/C", "A//B", "a/b", "Invoice/Paid",
        "invoice.a/paid", "../../etc/x", "A\\B", "A:B", "CONVERSATION／CREATED",
    ])
    func refusesMalformedNames(name: String) throws {
        let error = try #require(throws: FieldError.self) { try EventType(name) }
        #expect(error.field == "type" && error.code == .invalid)
        #expect(error.message.hasPrefix("use 1 to 256 characters of"))
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([EventType].self, from: JSONEncoder().encode([name]))
        }
    }

    /// E-3.
    @Test func loadsStoredNamesWithoutACatalog() throws {
        let stored = Data(#"["LONG_GONE","host.own","CONVERSATION/CREATED"]"#.utf8)
        let types = try JSONDecoder().decode([EventType].self, from: stored)
        #expect(types.map(\.name) == ["LONG_GONE", "host.own", "CONVERSATION_CREATED"])
        #expect(types.last == .conversationCreated)
        #expect(
            try JSONDecoder().decode([EventType].self, from: JSONEncoder().encode(types)) == types
        )
    }

    @Test func isAKeyOfJSONObjects() throws {
        let counts: [EventType: Int] = [.taskClosed: 2]
        let data = try JSONEncoder().encode(counts)
        #expect(String(decoding: data, as: UTF8.self) == #"{"TASK_CLOSED":2}"#)
        #expect(try JSONDecoder().decode([EventType: Int].self, from: data) == counts)
        let malformed = Data(#"{"A B":2}"#.utf8)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([EventType: Int].self, from: malformed)
        }
    }
}
