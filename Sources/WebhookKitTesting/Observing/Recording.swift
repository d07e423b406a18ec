public import WebhookKit

/// An observer that keeps every step.
public struct RecordingObserver: WebhookObserver {
    /// The steps, to read and to wait for.
    public let activities = Recorded<ServiceActivity>()

    /// Makes an observer that has seen nothing.
    public init() {}

    /// Keeps the step.
    public func observe(_ activity: ServiceActivity) {
        activities.record(activity)
    }
}

/// A notifier that keeps every notice, and fails when it is told to.
public struct RecordingNotifier: Notifier {
    /// A notice with whom it went to.
    public struct Sent: Sendable, Hashable {
        /// The notice.
        public let notice: Notice
        /// Who was told.
        public let recipients: [User]
    }

    /// What was sent, to read and to wait for.
    public let sent = Recorded<Sent>()
    private let failure: @Sendable (Notice) -> (any Error)?

    /// Makes a notifier.
    ///
    /// - Parameter failure: what to throw for a notice; nothing by default.
    public init(failure: @escaping @Sendable (Notice) -> (any Error)? = { _ in nil }) {
        self.failure = failure
    }

    /// Keeps the notice, or throws what the test wants.
    public func notify(_ notice: Notice, recipients: [User]) throws {
        if let error = failure(notice) { throw error }
        sent.record(Sent(notice: notice, recipients: recipients))
    }
}

/// A publisher that keeps every draft and stores nothing, for tests of code that publishes.
public struct RecordingPublisher: WebhookPublisher {
    /// The drafts, to read and to wait for.
    public let drafts = Recorded<EventDraft>()
    private let random: any RandomSource

    /// Makes a publisher.
    ///
    /// - Parameter random: makes ids for drafts that bring none.
    public init(random: any RandomSource = SystemRandom()) {
        self.random = random
    }

    /// Keeps the drafts; nothing is ever a duplicate.
    public func publishAll(_ drafts: [EventDraft]) async throws -> [Publication] {
        drafts.enumerated().map { index, draft in
            self.drafts.record(draft)
            let id = draft.id ?? Event.ID(at: SystemClock().now, using: random)
            return Publication(
                id: id,
                position: Position(Int64(index + 1)),
                isDuplicate: false,
                queued: 0
            )
        }
    }
}
