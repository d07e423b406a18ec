/// A text from outside, equal to another when the bytes of both are: `@ExactText var name: String`.
///
/// Swift's strings are equal when Unicode takes them for the same text: `"caf\u{E9}"` and
/// `"cafe\u{301}"`, even `"\u{212A}"` and `"K"`. To whoever sent them, and to SQLite and receivers, they
/// are two: two idempotency keys, two passwords. So what people, hosts and receivers write is kept as
/// this type. What is checked to be ASCII when it is made needs none: ids, scopes, event types, URLs,
/// names of headers.
///
/// Order is that of the bytes, too, which no version of Unicode changes.
@propertyWrapper
public struct ExactText: Sendable {
    /// The text.
    public var string: String

    /// The text, where the type wraps a property.
    public var wrappedValue: String {
        get { string }
        set { string = newValue }
    }

    /// Takes a text as it is.
    public init(_ string: String) {
        self.string = string
    }

    /// Takes a text as it is.
    public init(wrappedValue: String) {
        string = wrappedValue
    }
}

extension ExactText: Hashable, Comparable {
    /// Whether both have the same bytes.
    public static func == (lhs: ExactText, rhs: ExactText) -> Bool {
        lhs.string.utf8.elementsEqual(rhs.string.utf8)
    }

    /// Whether the bytes come first.
    public static func < (lhs: ExactText, rhs: ExactText) -> Bool {
        lhs.string.utf8.lexicographicallyPrecedes(rhs.string.utf8)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        let isHashed: Void? = unsafe string.utf8.withContiguousStorageIfAvailable {
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isHashed == nil { for byte in string.utf8 { hasher.combine(byte) } }
        // Not in UTF-8, so that texts in a row are told apart.
        hasher.combine(0xFF as UInt8)
    }
}

extension ExactText: ExpressibleByStringInterpolation {
    /// Takes a text as it is.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

extension ExactText: CustomStringConvertible {
    /// The text.
    public var description: String { string }
}

extension ExactText: Codable {
    /// Reads a text.
    public init(from decoder: any Decoder) throws {
        string = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the text alone.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(string)
    }
}
