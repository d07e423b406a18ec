/// The strict readers that the schemes share. None of them traps, whatever comes in.
enum HeaderReading {
    /// Above this many bytes a header is refused before it is looked at.
    static let maximumByteCount = 8192

    /// The one value of the header called `name`.
    static func value(
        of name: String,
        in headers: [HTTPField]
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

    /// Splits a list, at most as far as a verifier may look.
    static func list(
        _ text: String.UTF8View,
        at separator: UInt8
    ) throws(VerificationError) -> [Substring.UTF8View] {
        let limit = SignatureClaim.maximumCodeCount
        let parts = text.split(separator: separator, maxSplits: limit)
        guard parts.count <= limit else { throw .tooManySignatures }
        return parts
    }
}
