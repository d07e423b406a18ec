/// The version of WebhookKit, as receivers see it (D-1).
enum WebhookKitVersion {
    /// The semantic version of this release.
    static let current = "0.1.0"

    /// What requests carry as `user-agent`.
    static let userAgent = "WebhookKit/\(current)"
}
