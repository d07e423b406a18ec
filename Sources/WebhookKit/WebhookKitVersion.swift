/// The version of WebhookKit, as receivers see it (SPEC D-1).
public enum WebhookKitVersion {
    /// The semantic version of this release.
    public static let current = "0.1.0"

    /// What requests carry as `user-agent`.
    public static let userAgent = "WebhookKit/\(current)"
}
