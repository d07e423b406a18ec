public import WebhookKit

/// One request as it reached a ``LoopbackReceiver``.
public struct ReceivedRequest: Sendable {
    /// Its place in the order of arrival over all connections, from 0.
    public let number: Int

    /// The connection it came on, from 0 in the order of accepting; equal numbers mean keep-alive.
    public let connection: Int

    /// The method, as sent.
    public let method: String

    /// Path and query, as sent.
    public let target: String

    /// The header fields in order; bytes that are not UTF-8 are repaired.
    public let headers: [HeaderField]

    /// The body's bytes, without chunk framing.
    public let body: [UInt8]

    /// Why its signature was refused; nil when it holds or nothing was to be verified.
    public let rejection: VerificationError?

    /// The target without its query; what scripts and waits go by.
    public var path: String {
        String(target.prefix { $0 != "?" })
    }
}

/// Why a ``LoopbackReceiver`` could not do what was asked.
public struct LoopbackReceiverError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened, for people.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
