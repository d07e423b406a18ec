import Testing

@testable import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Documents against the schema, by a checker that knows what the schema uses.
@Suite struct WebhookDocumentSchemaTests {
    /// A JSON value, as far as documents need it.
    enum Value: Decodable, Hashable {
        case text(String)
        case flag(Bool)
        case number(Double)
        case list([Value])
        case object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }

        init(_ bytes: [UInt8]) throws {
            self = try JSONDecoder().decode(Value.self, from: Data(bytes))
        }

        subscript(_ key: String) -> Value? {
            if case .object(let members) = self { members[key] } else { nil }
        }

        var list: [Value] { if case .list(let items) = self { items } else { [] } }
        var text: String? { if case .text(let text) = self { text } else { nil } }
    }

    private static func isValid(_ value: Value, by schema: Value) -> Bool {
        switch (schema["type"]?.text, value) {
        case ("string", .text(let text)):
            if schema["format"]?.text == "date-time", Timestamp(rfc3339: text) == nil {
                return false
            }
            return schema["enum"].map { $0.list.contains(value) } ?? true
        case ("boolean", .flag): return true
        case ("array", .list(let items)):
            guard let form = schema["items"] else { return true }
            return items.allSatisfy { isValid($0, by: form) }
        case ("object", .object(let members)):
            let isComplete = schema["required"]?.list.allSatisfy {
                members[$0.text ?? ""] != nil
            }
            guard isComplete ?? true else { return false }
            return members.allSatisfy { key, member in
                schema["properties"]?[key].map { isValid(member, by: $0) } ?? true
            }
        default: return false
        }
    }

    private static func schema(_ catalog: EventCatalog = .default) throws -> Value {
        try Value(WebhookDocument.schema(for: catalog))
    }

    @Test func documentsAreValid() throws {
        let schema = try Self.schema()
        let webhook = try Samples.record().webhook
        let secret = SigningSecret.generate(for: .standardWebhooks)
        for document in [
            WebhookDocument(webhook, catalog: .default),
            WebhookDocument(webhook, secret: secret, catalog: .default),
        ] {
            #expect(Self.isValid(try Value(document.json), by: schema))
        }
    }

    @Test func theCheckerSeesFaults() throws {
        let schema = try Self.schema()
        for text in [
            #"{"id":"a","url":"b"}"#, #"{"id":1,"url":"b","events":[]}"#, "[]",
            #"{"id":"a","url":"b","events":["invoice.paid"]}"#,
            #"{"id":"a","url":"b","events":[],"active":1}"#,
            #"{"id":"a","url":"b","events":[],"createdAt":"today"}"#,
        ] {
            #expect(!Self.isValid(try Value(Array(text.utf8)), by: schema))
        }
    }

    /// The properties, types, formats and event types of the schema that Gladly publishes, copied by hand.
    /// W-8.
    @Test func schemaSaysWhatSeed002Says() throws {
        let schema = try Self.schema()
        #expect(schema["$schema"]?.text == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["type"]?.text == "object")
        #expect(schema["required"]?.list == [.text("id"), .text("url"), .text("events")])
        let types = [
            "id": "string", "url": "string", "events": "array", "secret": "string",
            "active": "boolean", "createdAt": "string", "modifiedAt": "string",
        ]
        guard case .object(let properties)? = schema["properties"] else {
            Issue.record("no properties")
            return
        }
        #expect(properties.mapValues { $0["type"]?.text } == types)
        #expect(properties["url"]?["format"]?.text == "uri")
        #expect(properties["createdAt"]?["format"]?.text == "date-time")
        #expect(properties["modifiedAt"]?["format"]?.text == "date-time")
        let names = properties["events"]?["items"]?["enum"]?.list.compactMap(\.text)
        #expect(
            names == [
                "CONVERSATION_CREATED", "CONVERSATION_UPDATED", "CONVERSATION_CLOSED",
                "MESSAGE_CREATED", "TASK_CREATED", "TASK_UPDATED", "TASK_CLOSED",
                "CUSTOMER_CREATED", "CUSTOMER_UPDATED", "AGENT_STATE_CHANGED",
            ]
        )
    }

    @Test func hostsTypesExtendIt() throws {
        let catalog = try EventCatalog.default.adding(.init("invoice.paid"))
        let schema = try Self.schema(catalog)
        let webhook = try Samples.record().webhook
        let document = WebhookDocument(webhook, catalog: catalog)
        #expect(document.events.count == 11)
        #expect(Self.isValid(try Value(document.json), by: schema))
        #expect(!Self.isValid(try Value(document.json), by: try Self.schema()))
    }

    @Test func openCatalogsNameNoTypes() throws {
        let items = try Self.schema(.open)["properties"]?["events"]?["items"]
        #expect(items?["enum"] == nil && items?["pattern"] != nil)
        #expect(try Self.schema(.empty)["properties"]?["events"]?["items"]?["enum"]?.list == [])
    }
}
