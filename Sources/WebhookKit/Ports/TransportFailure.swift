/// Why there was no response.
public struct TransportFailure: Error, Sendable, Hashable {
    /// The kinds that the core tells apart.
    ///
    /// A transport is as exact as it can be: what it cannot know of phase, reason or address has a
    /// case of its own or is nil.
    public enum Kind: Sendable, Hashable {
        /// The name has no address or its lookup failed.
        case dns
        /// The connection was refused, by the receiver's machine or one on the way: our network works. Or
        /// there was none, and the transport cannot tell why.
        case connect
        /// No connection, and nothing came back: no route to the receiver, or its machine is off.
        case unreachable
        /// The system says that this machine reaches nothing at all: no interface, or no route to
        /// anywhere. Says nothing about the receiver, so it spends no round (D-16).
        case noNetwork
        /// A connection was made and then reset or closed before the answer.
        case reset
        /// Certificate or handshake.
        case tls(TLSProblem)
        /// The deadline passed in this phase.
        case timeout(Phase)
        /// The answer is not HTTP.
        case protocolError
        /// The destination policy refused to connect to the address, where the transport knows it.
        case blockedDestination(HostAddress?)
        /// Our own trouble: descriptors, memory, a proxy of ours, a client certificate.
        case local
        /// The task was cancelled.
        case cancelled
    }

    /// How far a request had got when its deadline passed.
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        /// It waited in the transport for a free connection.
        case queue
        /// The name was being looked up.
        case lookup
        /// The connection was being made.
        case connect
        /// The TLS handshake was under way.
        case handshake
        /// The request was being sent.
        case send
        /// The request was out, and no complete status line and headers had come.
        case response
        /// The transport cannot tell.
        case unknown
    }

    /// What a receiver's certificate or handshake lacks.
    public enum TLSProblem: String, Sendable, Hashable, CaseIterable {
        /// A certificate's time is over.
        case expired
        /// A certificate's time has not begun.
        case notYetValid
        /// The certificate is for other hosts.
        case wrongHost
        /// The certificate is signed by nobody but itself.
        case selfSigned
        /// The chain ends at an authority that is not trusted here, or is not complete.
        case untrusted
        /// A certificate has been revoked.
        case revoked
        /// The receiver has no version of TLS in common with us.
        case version
        /// The receiver wants a client certificate, or another one.
        case clientCertificate
        /// Anything else in the handshake, or a transport that cannot tell.
        case handshake
    }

    /// The kind.
    public var kind: Kind

    /// What happened, for people; without secrets.
    @ExactText public var detail: String

    /// Makes a failure.
    public init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}
