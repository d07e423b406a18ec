/// Why bytes are not one JSON value that WebhookKit takes, and where.
public struct JSONProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with the bytes.
    public enum Reason: Sendable, Hashable {
        /// There is no value, only nothing or blanks.
        case empty
        /// The bytes start with a byte order mark.
        case byteOrderMark
        /// The value ends too early.
        case truncated
        /// A byte stands where the grammar does not allow it.
        case unexpectedByte
        /// A number is not in the form of RFC 8259 section 6.
        case malformedNumber
        /// A string holds a control character that is not escaped.
        case controlCharacter
        /// A backslash is followed by something that is no escape.
        case malformedEscape
        /// The bytes are not UTF-8: overlong, a surrogate, above U+10FFFF or cut off.
        case malformedUTF8
        /// Arrays and objects are nested deeper than this many levels.
        case tooDeep(maximum: Int)
        /// Something follows the value.
        case trailingBytes
    }

    /// What is wrong.
    public let reason: Reason

    /// The offset of the first byte at fault, from 0; the count of bytes where they end too early.
    public let offset: Int

    /// Says what is wrong, where, and what to do; it never contains the bytes themselves.
    public var description: String {
        "JSON, byte \(offset): \(reason.advice)"
    }
}

extension JSONProblem.Reason {
    fileprivate var advice: String {
        switch self {
        case .empty: "there is no value; give one, for example {}"
        case .byteOrderMark: "there is a byte order mark; leave it out"
        case .truncated: "the value is not complete; give all of it"
        case .unexpectedByte: "this byte is not allowed here; give JSON of RFC 8259"
        case .malformedNumber: "this is not a JSON number; write it like -12.5e3"
        case .controlCharacter: "a control character stands in a string; escape it, like \\n"
        case .malformedEscape: "this is not a JSON escape; write a backslash as \\\\"
        case .malformedUTF8: "this is not UTF-8; encode the text as UTF-8"
        case .tooDeep(let maximum): "nested deeper than \(maximum) levels; make it flatter"
        case .trailingBytes: "something follows the value; give exactly one value"
        }
    }
}
