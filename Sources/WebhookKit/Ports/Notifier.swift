/// Tells people: by mail, chat or however the host does it.
///
/// Called at least once for each notice, also after a crash; ``Notice/id`` tells repetitions apart.
/// An error means that it is tried again later; so does a call that takes longer than 30 seconds,
/// which is cancelled and left alone.
public protocol Notifier: Sendable {
    /// Tells these users; the list is empty when the organization has no active API User.
    func notify(_ notice: Notice, recipients: [User]) async throws
}

/// A notifier that tells nobody; the log and ``WebhookObserver`` still show what happened.
public struct SilentNotifier: Notifier {
    /// Makes a notifier that does nothing.
    public init() {}
    /// Does nothing.
    public func notify(_ notice: Notice, recipients: [User]) {}
}
