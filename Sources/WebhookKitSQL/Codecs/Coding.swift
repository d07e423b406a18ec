public import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Values as JSON, as the tables keep what is never asked for by its parts.
package enum Encoding {
    package static func json<Value: Encodable>(_ value: Value) throws(StoreError) -> [UInt8] {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return Array(try encoder.encode(value))
        } catch {
            // No value of ours refuses; a number that is no number might.
            throw StoreError(.unavailable, "\(Value.self) cannot be encoded", cause: error)
        }
    }
}

/// Values out of the tables; what cannot be believed is an error that names the row.
public enum Decoding {
    package static func json<Value: Decodable>(
        _ type: Value.Type,
        _ bytes: [UInt8],
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            // The error may quote what it read: only its kind is told.
            throw .unreadable(place(), "no \(type)")
        }
    }

    /// A webhook's record of its configuration and its health, which must be that of the row's webhook;
    /// its pace and its counter stand elsewhere.
    package static func record(
        _ configuration: [UInt8],
        health: [UInt8],
        of id: String,
        in scope: (Scope) -> Bool,
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> WebhookRecord {
        let record = WebhookRecord(
            restoring: try json(WebhookRecord.Configuration.self, configuration, at: place()),
            health: try json(WebhookHealth.self, health, at: place())
        )
        return try checked(record, of: id, in: scope, at: place())
    }

    /// A record, if it is that of the row's webhook.
    package static func checked(
        _ record: WebhookRecord,
        of id: String,
        in scope: (Scope) -> Bool,
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> WebhookRecord {
        guard record.id.string == id, scope(record.webhook.scope) else {
            throw .unreadable(place(), "the record is of another webhook")
        }
        return record
    }

    package static func scope(
        _ organization: String,
        _ environment: String,
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> Scope {
        do {
            return Scope(
                organization: try Organization(organization),
                environment: try Scope.Environment(environment)
            )
        } catch {
            throw .unreadable(place(), "no scope: \(error)")
        }
    }

    /// An id.
    @inlinable
    public static func id<Subject>(
        _ text: String,
        as type: Identifier<Subject>.Type = Identifier<Subject>.self,
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> Identifier<Subject> {
        do throws(FieldError) {
            return try Identifier<Subject>(text)
        } catch {
            throw .unreadable(place(), "\(error)")
        }
    }

    @usableFromInline
    package static func type(
        _ name: String,
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> EventType {
        do throws(FieldError) {
            return try EventType(name)
        } catch {
            throw .unreadable(place(), "no event type: \(error.message)")
        }
    }
}
