/// One event in a webhook's log, with all its attempts (L-1).
public struct LogEntry: Sendable, Hashable, Codable {
    /// The event, which the log pins.
    public var event: StoredEvent

    /// How it went (L-2).
    public var status: Status

    /// The attempts, newest first; of many only the first and the last ones.
    public var attempts: [Attempt]

    /// How many were left out between the first ones and the last ones.
    public var omittedAttempts: Int

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
    public init(
        event: StoredEvent,
        status: Status,
        attempts: [Attempt],
        omittedAttempts: Int = 0
    ) {
        self.event = event
        self.status = status
        self.attempts = attempts
        self.omittedAttempts = omittedAttempts
    }
}

extension LogEntry {
    /// How many of the first attempts of an entry are kept: 8.
    public static let firstAttempts = 8

    /// How many of the last attempts of an entry are kept: 24.
    public static let lastAttempts = 24

    /// Which of so many attempts, newest first, a store leaves out: those between the first and the
    /// last ones, so that an event that is sent again without end does not fill the log.
    public static func omission(from count: Int) -> Range<Int> {
        guard count > firstAttempts + lastAttempts else { return 0..<0 }
        return lastAttempts..<(count - firstAttempts)
    }

    /// Adds the newest attempt and leaves out what ``omission(from:)`` says.
    public mutating func add(_ attempt: Attempt, as status: Status) {
        self.status = status
        attempts.insert(attempt, at: 0)
        let omission = Self.omission(from: attempts.count)
        attempts.removeSubrange(omission)
        // Of an entry that a store has read, the count may be anything.
        omittedAttempts = max(0, min(omittedAttempts, .max - omission.count)) + omission.count
    }
}
