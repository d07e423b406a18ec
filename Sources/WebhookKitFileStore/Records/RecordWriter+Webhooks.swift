package import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension RecordWriter {
    /// Writes a webhook that was created or changed by a person.
    ///
    /// - Throws: `EncodingError`; nothing has been written then.
    package mutating func webhook(
        number: Int,
        record: WebhookRecord,
        more: Bool = false
    ) throws {
        let json = try Self.json(record)
        let start = begin("webhook", more: more)
        bytes.append(#""number":"#)
        bytes.append(number: number)
        bytes.append(#","record":"#)
        bytes.append(contentsOf: json)
        end(start)
    }

    /// Writes a webhook's health.
    ///
    /// - Throws: `EncodingError`; nothing has been written then.
    package mutating func health(
        webhook: Int,
        health: WebhookHealth,
        more: Bool = false
    ) throws {
        let json = try Self.json(health)
        let start = begin("health", more: more)
        bytes.append(#""webhook":"#)
        bytes.append(number: webhook)
        bytes.append(#","health":"#)
        bytes.append(contentsOf: json)
        end(start)
    }

    /// Writes a webhook's counters.
    package mutating func counters(_ counters: WebhookCounters, more: Bool = false) {
        let start = begin("counters", more: more)
        bytes.append(#""webhook":"#)
        bytes.append(number: counters.webhook)
        bytes.append(#","skipped":"#)
        bytes.append(number: counters.skipped)
        bytes.append(#","nextStart":"#)
        bytes.append(number: counters.nextStart?.millisecondsSinceEpoch)
        bytes.append(#","rest":"#)
        bytes.append(duration: counters.rest)
        bytes.append(#","responsiveness":"#)
        bytes.append(number: counters.responsiveness.rawValue)
        end(start)
    }

    /// Writes that a webhook was removed.
    package mutating func removed(webhook: Int, more: Bool = false) {
        let start = begin("removed", more: more)
        bytes.append(#""webhook":"#)
        bytes.append(number: webhook)
        end(start)
    }

    /// Writes that an organization was removed.
    package mutating func organizationRemoved(_ organization: Organization, more: Bool = false) {
        let start = begin("organizationRemoved", more: more)
        bytes.append(#""organization":"#)
        bytes.append(quoted: organization.name)
        end(start)
    }

    /// Writes a notice that is to be handed over.
    ///
    /// - Throws: `EncodingError`; nothing has been written then.
    package mutating func notice(_ notice: Notice, more: Bool = false) throws {
        let json = try Self.json(notice)
        let start = begin("notice", more: more)
        bytes.append(#""notice":"#)
        bytes.append(contentsOf: json)
        end(start)
    }

    /// Writes which notices were handed over.
    package mutating func acknowledged(_ notices: [Notice.ID], more: Bool = false) {
        let start = begin("acknowledged", more: more)
        bytes.append(#""notices":"#)
        bytes.append(list: notices) { $0.append(quoted: $1.string) }
        end(start)
    }

    /// Writes which notices of an organization must not be stored again.
    package mutating func knownNotices(
        organization: Organization,
        notices: [Notice.ID],
        more: Bool = false
    ) {
        let start = begin("knownNotices", more: more)
        bytes.append(#""organization":"#)
        bytes.append(quoted: organization.name)
        bytes.append(#","notices":"#)
        bytes.append(list: notices) { $0.append(quoted: $1.string) }
        end(start)
    }

    /// Rare records go through the encoder; sorted keys make them the same on every run.
    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }
}
