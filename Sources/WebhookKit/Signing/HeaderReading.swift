/// The readers that the schemes share. None of them traps, whatever comes in.
///
/// What stands once, an id or a time, is read strictly. Of a list of signatures only what can be read
/// counts, so that one bad entry never hides a good one (G-4).
enum HeaderReading {
    /// Above this many bytes a header is refused before it is looked at.
    static let maximumByteCount = 8192

    /// The one value of the header called `name`.
    static func value(
        of name: String,
        in headers: [HeaderField]
    ) throws(VerificationError) -> String.UTF8View {
        var found: String?
        for header in headers where header.isNamed(name) {
            guard found == nil else { throw .duplicateHeader(name) }
            found = header.value
        }
        guard let found else { throw .missingHeader(name) }
        guard found.utf8.count <= maximumByteCount else { throw .oversizedHeader(name) }
        return found.utf8
    }

    /// Whole seconds since 1970 in their one spelling: digits, no sign, no leading zero.
    ///
    /// At most 15 digits, so that milliseconds still fit an `Int64`.
    static func seconds(_ text: some Collection<UInt8>) throws(VerificationError) -> Int64 {
        guard (1...15).contains(text.count) else { throw .malformedTimestamp }
        guard text.first != UInt8(ascii: "0") || text.count == 1 else { throw .malformedTimestamp }
        var seconds: Int64 = 0
        for character in text {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else {
                throw .malformedTimestamp
            }
            seconds = seconds * 10 + Int64(character - UInt8(ascii: "0"))
        }
        return seconds
    }

    /// An id of another sender: 1 to 256 visible ASCII characters, none of them a full stop, which
    /// would make "id.timestamp.body" ambiguous.
    static func id(_ text: String.UTF8View) throws(VerificationError) -> String {
        let isSound = text.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") }
        guard (1...256).contains(text.count), isSound else { throw .malformedID }
        return String(Substring(text[...]))
    }

    /// The entries of a list: of all lines of the header called `name`, which are one list in
    /// several pieces (RFC 9110 section 5.3). Without the blanks around them; empty ones are left out.
    static func entries(
        of name: String,
        in headers: [HeaderField],
        isSeparator: (UInt8) -> Bool
    ) throws(VerificationError) -> [Substring.UTF8View] {
        let lines = headers.filter { $0.isNamed(name) }.map(\.value.utf8)
        guard !lines.isEmpty else { throw .missingHeader(name) }
        guard lines.reduce(0, { $0 + $1.count }) <= maximumByteCount else {
            throw .oversizedHeader(name)
        }
        return lines.flatMap { $0.split(whereSeparator: isSeparator) }
            .map { $0.trimmed(while: isBlank) }
            .filter { !$0.isEmpty }
    }

    /// The codes that were found in a list, not too many for a verifier.
    ///
    /// - Parameter hasOtherVersion: whether the list has a sound entry of another version.
    static func checked(
        _ codes: [[UInt8]],
        hasOtherVersion: Bool = false
    ) throws(VerificationError) -> [[UInt8]] {
        guard !codes.isEmpty else {
            throw hasOtherVersion ? .unknownSignatureVersion : .malformedSignature
        }
        guard codes.count <= SignatureClaim.maximumCodeCount else { throw .tooManySignatures }
        return codes
    }

    /// What HTTP knows as blanks within a value.
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}

extension BidirectionalCollection {
    /// Without the elements at both ends for which the condition holds.
    func trimmed(while isDropped: (Element) -> Bool) -> SubSequence {
        let rest = drop(while: isDropped)
        guard let last = rest.lastIndex(where: { !isDropped($0) }) else { return rest }
        return rest[...last]
    }
}
