/// One header line of an HTTP message: a name and a value, as written or received.
///
/// A plain container without validation. Names compare without regard to case (RFC 9110
/// section 5.1). Bytes of received values that are not UTF-8 arrive repaired.
public struct HeaderField: Sendable, Hashable, Codable {
    /// The name, in the spelling that was written or received.
    @ExactText public var name: String

    /// The value, without the blanks around it.
    @ExactText public var value: String

    /// Makes a field; nothing is checked.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension HeaderField {
    /// Says whether the field has this name, without regard to the case of ASCII letters.
    public func isNamed(_ other: String) -> Bool {
        name.isFieldName(other)
    }
}

extension HeaderField: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The line as it stands in a message; with a mask for the value where the name says that it is a
    /// secret, as of Authorization, cookies, and what speaks of a token, a key, a password or a session.
    public var description: String {
        "\(name): \(LogRedaction.isTelling(name) ? EchoMask.mask : value)"
    }
    /// The same.
    public var debugDescription: String { description }
    /// Name and value, masked as in the description.
    public var customMirror: Mirror {
        let shown = LogRedaction.isTelling(name) ? EchoMask.mask : value
        return Mirror(self, children: ["name": name, "value": shown])
    }
}

extension Sequence<HeaderField> {
    /// The value of the first field with this name, in any case.
    public func first(named name: String) -> String? {
        first { $0.isNamed(name) }?.value
    }
}

extension StringProtocol {
    /// Says whether two names of fields are the same, without regard to the case of ASCII letters.
    func isFieldName(_ other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension UInt8 {
    /// The lower-case form of an ASCII letter; any other byte unchanged.
    package var asciiLowercased: UInt8 {
        self >= 0x41 && self <= 0x5A ? self | 0x20 : self
    }
}
