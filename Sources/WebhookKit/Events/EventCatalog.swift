/// The event types a host has, with what people and tools need to know about each (E-2).
///
/// A plain value: adding gives a larger catalog. Writing a name that it does not know is refused;
/// reading stored names never asks it.
public struct EventCatalog: Sendable, Hashable {
    /// One event type of a catalog.
    public struct Entry: Sendable, Hashable {
        /// The type itself.
        public let type: EventType

        /// When it happens, for people; 0 to 2,000 bytes of UTF-8.
        public let description: String

        /// The data of an example event as JSON, for documentation and test sends.
        public let example: [UInt8]?

        /// Whether its events can be listed and recovered afterwards.
        public let isRecoverable: Bool

        /// Makes an entry; it is checked when it is added to a catalog.
        public init(
            _ type: EventType,
            description: String = "",
            exampleJSON: [UInt8]? = nil,
            isRecoverable: Bool = true
        ) {
            self.type = type
            self.description = description
            self.example = exampleJSON
            self.isRecoverable = isRecoverable
        }

        /// Makes an entry with a value as its example, encoded as ``EventDraft`` encodes data.
        ///
        /// - Throws: what the value's `encode(to:)` throws.
        public init(
            _ type: EventType,
            description: String = "",
            example: some Encodable,
            isRecoverable: Bool = true
        ) throws {
            self.init(
                type,
                description: description,
                exampleJSON: try EventData.json(of: example),
                isRecoverable: isRecoverable
            )
        }
    }

    /// The entries in the order they were added.
    public let entries: [Entry]

    /// Whether every well-formed name is taken, known or not.
    public let isOpen: Bool

    private let indices: [EventType: Int]

    /// For entries that are known to be unique and well-formed.
    init(checked entries: [Entry], isOpen: Bool = false) {
        self.entries = entries
        self.isOpen = isOpen
        indices = Dictionary(
            entries.enumerated().map { ($0.element.type, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// A catalog of these entries and no other types.
    ///
    /// - Throws: ``FieldError`` for the first entry at fault; see
    ///   ``adding(_:)-([EventCatalog.Entry])``.
    public init(_ entries: [Entry]) throws(FieldError) {
        self = try EventCatalog.empty.adding(entries)
    }

    /// A catalog without any type, for hosts that do not want the built-in ones.
    public static let empty = EventCatalog(checked: [])

    /// Takes every well-formed name, for tools that do not know their host's types (E-3).
    public static let open = EventCatalog(checked: BuiltInEvents.ten, isOpen: true)

    /// The ten built-in types, all of them recoverable (E-1).
    public static let `default` = EventCatalog(checked: BuiltInEvents.ten)

    /// The ten built-in types and Gladly's nine that cannot be recovered.
    public static let gladly = EventCatalog(checked: BuiltInEvents.ten + BuiltInEvents.nine)

    /// This catalog with one more entry.
    ///
    /// - Throws: ``FieldError`` when the type is there already or WebhookKit's own, the
    ///   description is too long, or the example is not JSON.
    public func adding(_ entry: Entry) throws(FieldError) -> EventCatalog {
        try adding([entry])
    }

    /// This catalog with further entries; all of them or none.
    ///
    /// - Throws: ``FieldError`` for the first entry at fault, with a field such as
    ///   `entries[2].example`.
    public func adding(_ further: [Entry]) throws(FieldError) -> EventCatalog {
        var known = Set(indices.keys)
        for (index, entry) in further.enumerated() {
            func refusal(_ field: String, _ message: String) -> FieldError {
                FieldError("entries[\(index)].\(field)", "\(entry.type): \(message)")
            }
            guard entry.type != .ping else {
                throw refusal("type", "WebhookKit sends it itself; use another name")
            }
            guard known.insert(entry.type).inserted else {
                throw refusal("type", "the catalog has it already; add it once")
            }
            guard entry.description.utf8.count <= 2000 else {
                throw refusal("description", "use at most 2,000 bytes")
            }
            do throws(JSONProblem) {
                if let example = entry.example { try JSONScanner.check(example) }
            } catch {
                throw refusal("example", "\(error)")
            }
        }
        return EventCatalog(checked: entries + further, isOpen: isOpen)
    }

    /// What the catalog knows about a type; nil when it does not know it.
    public func entry(for type: EventType) -> Entry? {
        indices[type].map { entries[$0] }
    }

    /// Refuses types that nobody can subscribe to or publish.
    ///
    /// - Throws: ``FieldError`` with the field `type`: for ``EventType/ping``, and with the code
    ///   ``FieldError/Code/unknownType`` and the nearest known name in the message for one that a
    ///   closed catalog does not have.
    public func check(_ type: EventType) throws(FieldError) {
        guard type != .ping else {
            throw FieldError("type", "\(type) is sent by WebhookKit itself; use another name")
        }
        guard !isOpen, indices[type] == nil else { return }
        let advice = nearest(to: type).map { "did you mean \($0)?" } ?? "add it to the catalog"
        throw FieldError(
            "type",
            "the catalog does not know \(type); \(advice)",
            code: .unknownType
        )
    }

    /// The most similar known type; of equally similar ones the first in the order of names.
    private func nearest(to type: EventType) -> EventType? {
        var best: (distance: Int, type: EventType)?
        for entry in entries {
            let limit = best?.distance ?? .max
            let distance = NameDistance.between(type.name, entry.type.name, atMost: limit)
            guard let distance else { continue }
            if let best, (best.distance, best.type) < (distance, entry.type) { continue }
            best = (distance, entry.type)
        }
        return best?.type
    }
}

extension EventCatalog: ExpressibleByArrayLiteral {
    /// A catalog of these types and no others, without descriptions and examples.
    ///
    /// ```swift
    /// configuration.catalog = [.invoicePaid, .invoiceVoided]
    /// ```
    ///
    /// A type that stands twice counts once, and ``EventType/ping``, which is WebhookKit's own, is left
    /// out; ``init(_:)`` refuses both.
    public init(arrayLiteral types: EventType...) {
        var known: Set<EventType> = [.ping]
        self.init(checked: types.filter { known.insert($0).inserted }.map { Entry($0) })
    }
}
