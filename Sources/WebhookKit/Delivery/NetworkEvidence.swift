/// What the end of one attempt says about our own network (D-16).
enum NetworkEvidence: Sendable, Hashable {
    /// Nothing: nothing was sent, or the trouble is the machine's own in another way.
    case none
    /// Something came back: a response, a refusal, a reset, a handshake that failed, or that the name
    /// does not exist. Our network works.
    case answer
    /// Nothing came back. Whose trouble that is, only others can tell.
    case silence
    /// The system says that this machine reaches nothing.
    case noNetwork
}

extension NetworkEvidence {
    /// Reads why a transport has no response.
    init(_ kind: TransportFailure.Kind) {
        switch kind {
        case .connect, .reset, .tls, .protocolError: self = .answer
        case .unreachable: self = .silence
        case .timeout(.queue): self = .none
        // Also after connecting: of a kept connection nothing need be left.
        case .timeout: self = .silence
        case .noNetwork: self = .noNetwork
        // Not told: that the name does not exist, or that nobody says so.
        case .dns: self = .none
        case .blockedDestination, .local, .cancelled: self = .none
        }
    }

    /// Reads why there was nothing to send to.
    init(_ failure: DestinationFailure) {
        switch failure {
        case .blocked: self = .none
        case .unresolved(.unknownHost): self = .answer
        case .unresolved(.timedOut), .unresolved(.temporary): self = .silence
        case .unresolved(.noNetwork): self = .noNetwork
        case .unresolved(.local), .unresolved(.cancelled): self = .none
        }
    }
}
