/// Why a request was refused: the first check that failed.
///
/// Cases carry header names and ages only, nothing else of the request. Answer the sender with a
/// bare 400 or 401 and keep the reason for your log.
public enum VerificationError: Error, Sendable, Hashable {
    /// No secret of the verifier suits its scheme.
    case noUsableSecret

    /// The header with this name is not there.
    case missingHeader(String)

    /// The header with this name is there more than once, and may hold one value only.
    ///
    /// Never thrown for signatures: their lines are read as one list.
    case duplicateHeader(String)

    /// The header with this name has more than 8 KiB, all its lines together.
    case oversizedHeader(String)

    /// The id is empty, over 256 bytes, not visible ASCII, or has a full stop.
    case malformedID

    /// The time is missing, not a plain number of whole seconds since 1970, or there are two that
    /// differ.
    case malformedTimestamp

    /// The request is older than the tolerance: late, or a captured one sent again.
    case tooOld(age: Duration)

    /// The request comes from further in the future than the tolerance: a clock is wrong.
    case tooNew(ahead: Duration)

    /// Nothing in the signature header has the form of the scheme.
    ///
    /// One entry that can be read is enough: the others are skipped.
    case malformedSignature

    /// There are more signatures than a verifier looks at; those that cannot be read do not count.
    case tooManySignatures

    /// Nothing could be read but signatures of versions that this library does not know.
    case unknownSignatureVersion

    /// No signature was made over this content with one of the secrets.
    case noMatchingSignature
}

extension VerificationError: CustomStringConvertible {
    /// What is wrong and where to look.
    public var description: String {
        switch self {
        case .noUsableSecret: "no secret suits the scheme; make the secrets for the same scheme"
        case .missingHeader(let name): "header \(name) is missing"
        case .duplicateHeader(let name): "header \(name) occurs more than once"
        case .oversizedHeader(let name): "header \(name) is over 8192 bytes"
        case .malformedID: "the id must be 1 to 256 visible ASCII characters without a full stop"
        case .malformedTimestamp:
            "the timestamp must be whole seconds since 1970 in plain digits, once"
        case .tooOld(let age):
            "the request is \(age) old; sent late, sent again, or a clock is wrong"
        case .tooNew(let ahead): "the request is \(ahead) ahead of time; check both clocks"
        case .malformedSignature: "nothing in the signature header has the scheme's form"
        case .tooManySignatures:
            "more than \(SignatureClaim.maximumCodeCount) signatures; none was looked at"
        case .unknownSignatureVersion: "no signature that can be read is of a version known here"
        case .noMatchingSignature:
            "no signature matches; check the secret, and that the body is the very bytes received"
        }
    }
}
