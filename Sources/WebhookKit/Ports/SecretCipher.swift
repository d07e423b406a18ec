/// Encrypts webhook secrets and passwords before they reach a store (S-6).
///
/// Implement it over the host's key management. `context` names what the bytes belong to; bind the
/// ciphertext to it as associated data, so that one webhook's secret cannot be put into another.
///
/// Give up by yourself within seconds, and end when the task is cancelled: a call that does not is
/// left alone at its deadline and counted (``ServiceHealth/abandonedCalls``). An error or a late answer
/// lets the deliveries of that webhook wait; nothing is lost by it.
public protocol SecretCipher: Sendable {
    /// Encrypts; called when a webhook is created, edited or its secret rotated.
    func seal(_ plaintext: [UInt8], context: String) async throws -> [UInt8]

    /// Decrypts what ``seal(_:context:)`` gave; called before the first delivery after a change and
    /// after a start, then cached.
    func open(_ ciphertext: [UInt8], context: String) async throws -> [UInt8]
}

/// No encryption: the store holds the secrets as they are. For tests, and for hosts whose store is
/// encrypted as a whole.
public struct NoCipher: SecretCipher {
    /// Makes a cipher that does nothing.
    public init() {}
    /// Gives the bytes back.
    public func seal(_ plaintext: [UInt8], context: String) -> [UInt8] { plaintext }
    /// Gives the bytes back.
    public func open(_ ciphertext: [UInt8], context: String) -> [UInt8] { ciphertext }
}
