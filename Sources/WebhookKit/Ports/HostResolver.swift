/// Finds the addresses of host names.
///
/// WebhookKit resolves every name itself before each attempt, because the
/// ``DestinationPolicy`` judges addresses, and because a hanging lookup inside a transport can hold
/// up every other delivery of the process. Production uses ``SystemResolver``.
public protocol HostResolver: Sendable {
    /// Finds all addresses of a host name, in the order in which they should be tried.
    ///
    /// The contract:
    /// - It returns or throws within `deadline`, whatever the name server does, and promptly when
    ///   the task is cancelled. It never blocks the thread it is called on.
    /// - It gives every address of the name, of both kinds: one left out is one not judged.
    /// - A hanging lookup delays no lookup of another domain for long.
    /// - An address given as `host` is its own answer, without any lookup.
    ///
    /// - Parameters:
    ///   - host: A DNS name in ASCII without a trailing dot, or an address without brackets.
    ///   - deadline: The time from now on that the caller will wait.
    /// - Returns: At least one address.
    /// - Throws: ``ResolutionFailure``.
    func resolve(
        _ host: String,
        deadline: Duration
    ) async throws(ResolutionFailure) -> [HostAddress]
}

/// Why a host name has no addresses.
public enum ResolutionFailure: Error, Sendable, Hashable {
    /// The name servers say that the name, or any address of it, does not exist.
    case unknownHost

    /// No answer came within the caller's deadline.
    case timedOut

    /// The name servers failed or contradicted themselves; a later try may work. With their words.
    case temporary(String)

    /// No name server answers this machine, whatever it asks, or it has no network. Says nothing
    /// about the name.
    case noNetwork(String)

    /// The caller's task was cancelled; says nothing about the name.
    case cancelled

    /// This machine lacks something: descriptors, memory, threads. Says nothing about the name.
    case local(String)
}

extension ResolutionFailure: CustomStringConvertible {
    /// What happened, and what to do about it.
    public var description: String {
        switch self {
        case .unknownHost: "The host name does not exist. Check its spelling and its DNS records."
        case .timedOut: "The host name's servers did not answer in time. Check its DNS records."
        case .temporary(let text): "The host name could not be looked up now: \(text)."
        case .noNetwork(let text): "This machine cannot look up any name now: \(text)."
        case .cancelled: "The lookup was cancelled."
        case .local(let text): "The lookup failed on this machine: \(text)."
        }
    }
}
