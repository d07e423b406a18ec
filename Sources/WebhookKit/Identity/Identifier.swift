/// The id of one kind of thing; ids of different kinds do not mix.
///
/// 1 to 64 characters of `[A-Za-z0-9_-]`. Ids that WebhookKit makes carry a prefix of the kind and
/// sort by the time they were made, so that logs and indexes read in order.
public struct Identifier<Subject: IdentifierSubject>: Sendable, Hashable, Comparable {
    /// The id as it is stored, shown and sent.
    public let string: String

    /// Takes an id made elsewhere, such as a host's own event id.
    ///
    /// - Throws: ``FieldError`` when it is not 1 to 64 characters of `[A-Za-z0-9_-]`.
    public init(_ string: String) throws(FieldError) {
        guard (1...64).contains(string.utf8.count), string.utf8.allSatisfy(\.isIdentifierByte)
        else {
            throw FieldError(
                "id",
                "use 1 to 64 characters of A-Z, a-z, 0-9, '_' and '-' for "
                    + "an id of the kind \(Subject.identifierPrefix)"
            )
        }
        self.string = string
    }

    /// Makes a new id: the prefix, the time in milliseconds and 80 random bits.
    package init(at time: Timestamp, using random: any RandomSource) {
        self.init(at: time, entropy: (random.next(), random.next()))
    }

    /// Makes the id that these two halves of entropy give; the same ones always give the same id.
    package init(at time: Timestamp, entropy: (UInt64, UInt64)) {
        var text = Array(Subject.identifierPrefix.utf8)
        text.append(UInt8(ascii: "_"))
        let milliseconds = UInt64(clamping: time.millisecondsSinceEpoch)
        appendBase32(milliseconds, digits: 10, to: &text)
        appendBase32(entropy.0, digits: 8, to: &text)
        appendBase32(entropy.1, digits: 8, to: &text)
        string = String(decoding: text, as: UTF8.self)
    }

    /// Orders ids by their bytes, which is by time for ids that WebhookKit made.
    public static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.string < rhs.string
    }
}

/// Something that has ids of its own.
public protocol IdentifierSubject {
    /// What ids made by WebhookKit begin with, before an underscore: `evt`, `wh`, `dlv`.
    static var identifierPrefix: String { get }
}

extension Identifier: CustomStringConvertible {
    /// The id itself.
    public var description: String { string }
}

extension Identifier: Codable {
    /// Reads the id from a single string and checks it.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the id as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(string)
    }
}

extension UInt8 {
    fileprivate var isIdentifierByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// Appends the lowest `digits` base-32 digits, most significant first (Crockford's alphabet).
private func appendBase32(_ value: UInt64, digits: Int, to text: inout [UInt8]) {
    let alphabet = StaticString("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    for digit in stride(from: digits - 1, through: 0, by: -1) {
        let index = Int((value >> UInt64(5 * digit)) & 31)
        text.append(unsafe alphabet.utf8Start[index])
    }
}
