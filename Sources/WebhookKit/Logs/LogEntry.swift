/// One event in a webhook's log, with all its attempts (SPEC L-1).
public struct LogEntry: Sendable, Hashable, Codable {
    /// The event, which the log pins.
    public var event: StoredEvent

    /// How it went (SPEC L-2).
    public var status: Status

    /// The attempts, newest first.
    public var attempts: [Attempt]

    /// How an event in the log went.
    public enum Status: String, Sendable, Hashable, Codable {
        /// It was delivered.
        case success
        /// An attempt failed, and the webhook was not deactivated by it.
        case debug
        /// Its failure deactivated the webhook: look at these first.
        case error
    }

    /// Puts together what a store has read.
    public init(event: StoredEvent, status: Status, attempts: [Attempt]) {
        self.event = event
        self.status = status
        self.attempts = attempts
    }
}
