/// What happened, by name: `CONVERSATION_CREATED`, or a host's own such as `invoice.paid`.
///
/// An open set: any well-formed name is a value, so that stored types always load (E-3).
/// Whether a name is known is asked of an ``EventCatalog``.
public struct EventType: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The canonical name, with `_` where an upper-case `NOUN/VERB` spelling had its slash.
    public let name: String

    /// Checks and takes a name of 1 to 256 characters of `A-Z a-z 0-9 _ . -`.
    ///
    /// Dots stand only between other characters, one at a time. The spelling
    /// `CONVERSATION/CREATED`, for upper-case names, gives the same type as `CONVERSATION_CREATED`.
    /// A literal as the argument takes ``init(stringLiteral:)``, which is for the programmer's own names.
    ///
    /// - Throws: ``FieldError`` with the field `type`; it does not repeat the name.
    public init(_ name: String) throws(FieldError) {
        let canonical = Self.canonical(name)
        guard Self.isWellFormed(canonical) else { throw Self.malformed }
        self.name = canonical
    }

    private static let malformed = FieldError(
        "type",
        "use 1 to 256 characters of A-Z, a-z, 0-9, _, . and -, "
            + "with single dots inside, as in CONVERSATION_CREATED or invoice.paid"
    )

    /// The name.
    public var description: String {
        name
    }

    /// Orders by name.
    public static func < (lhs: EventType, rhs: EventType) -> Bool {
        lhs.name < rhs.name
    }

    private static func isWellFormed(_ name: String) -> Bool {
        guard (1...256).contains(name.utf8.count) else { return false }
        let dot = UInt8(ascii: ".")
        var previous = dot
        for byte in name.utf8 {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, UInt8(ascii: "_"), UInt8(ascii: "-"): break
            case dot where previous != dot: break
            default: return false
            }
            previous = byte
        }
        return previous != dot
    }

    /// Turns the one slash of `NOUN/VERB` into `_`; gives every other text back as it is.
    private static func canonical(_ name: String) -> String {
        // Nearly all names have none, and stores read one with every delivery.
        guard name.utf8.contains(UInt8(ascii: "/")) else { return name }
        let words = name.utf8.split(
            separator: UInt8(ascii: "/"),
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        let isUpperCase = words.allSatisfy { word in
            !word.isEmpty
                && word.allSatisfy {
                    (0x41...0x5A).contains($0) || $0.isASCIIDigit || $0 == UInt8(ascii: "_")
                }
        }
        guard words.count == 2, isUpperCase else { return name }
        return words.map { String(Substring($0)) }.joined(separator: "_")
    }
}

extension EventType {
    /// A conversation was opened.
    public static let conversationCreated: EventType = "CONVERSATION_CREATED"
    /// A conversation changed.
    public static let conversationUpdated: EventType = "CONVERSATION_UPDATED"
    /// A conversation was closed.
    public static let conversationClosed: EventType = "CONVERSATION_CLOSED"
    /// A message was sent or received.
    public static let messageCreated: EventType = "MESSAGE_CREATED"
    /// A task was created.
    public static let taskCreated: EventType = "TASK_CREATED"
    /// A task changed.
    public static let taskUpdated: EventType = "TASK_UPDATED"
    /// A task was closed.
    public static let taskClosed: EventType = "TASK_CLOSED"
    /// A customer profile was created.
    public static let customerCreated: EventType = "CUSTOMER_CREATED"
    /// A customer profile changed.
    public static let customerUpdated: EventType = "CUSTOMER_UPDATED"
    /// An agent became available, busy or away.
    public static let agentStateChanged: EventType = "AGENT_STATE_CHANGED"

    /// The signed test event of a ping (W-4); no webhook can subscribe to it.
    public static let ping: EventType = "PING"
}

extension EventType: ExpressibleByStringLiteral {
    /// A type that the source names, so that a host's own are as easy as the built-in ones:
    ///
    /// ```swift
    /// extension EventType {
    ///     static let invoicePaid: EventType = "invoice.paid"
    /// }
    /// ```
    ///
    /// - Precondition: the literal is well-formed; for names from outside take ``init(_:)``, which throws.
    public init(stringLiteral name: StaticString) {
        do {
            try self.init(String(describing: name))
        } catch {
            preconditionFailure("\"\(name)\" is no name of an event type: \(error)")
        }
    }
}

extension EventType: Codable, CodingKeyRepresentable {
    /// Reads a name from a single string; the catalog is not asked.
    ///
    /// - Throws: `DecodingError.dataCorrupted` with the ``FieldError`` beneath it.
    public init(from decoder: any Decoder) throws {
        self = try decoder.singleValueContainer().decodeChecked { try Self($0) }
    }

    /// Writes the name as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }

    /// The name as a key, so that dictionaries by type become JSON objects.
    public var codingKey: any CodingKey {
        Key(stringValue: name)
    }

    /// Reads a name from a key; nil when it is malformed.
    public init?(codingKey: some CodingKey) {
        try? self.init(codingKey.stringValue)
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }
}
