/// Why a configurable signature header is refused.
public enum SignatureSchemeError: Error, Sendable, Hashable {
    /// The header's name is empty, over 64 bytes, or holds a character that HTTP forbids in names.
    case invalidHeaderName

    /// HTTP or the transport needs that header itself.
    case reservedHeaderName

    /// The prefix is over 32 bytes, not visible ASCII, or begins with a space.
    case invalidPrefix
}

extension SignatureSchemeError: CustomStringConvertible {
    /// What is wrong and what to do about it.
    public var description: String {
        switch self {
        case .invalidHeaderName:
            "header: must be 1 to 64 letters, digits or !#$%&'*+-.^_`|~ ; choose a name such as X-Signature"
        case .reservedHeaderName:
            "header: HTTP needs this header itself; choose a name of your own such as X-Signature"
        case .invalidPrefix:
            "prefix: must be at most 32 visible ASCII characters and not begin with a space"
        }
    }
}
