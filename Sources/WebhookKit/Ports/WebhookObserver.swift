/// Sees every step of the service: for logs, metrics and tests (O-1).
///
/// Called synchronously from whichever task does the step, so it must be quick and must not block.
/// Nothing secret is in an ``ServiceActivity``. Bridges to logging and metrics packages are a few lines
/// in the host.
public protocol WebhookObserver: Sendable {
    /// Takes note of a step.
    func observe(_ activity: ServiceActivity)
}

/// An observer that looks away.
public struct SilentObserver: WebhookObserver {
    /// Makes an observer that does nothing.
    public init() {}
    /// Does nothing.
    public func observe(_ activity: ServiceActivity) {}
}
