/// What depends on who saves, and on what a webhook was before.
extension WebhookValidation {
    /// Whether a webhook is exempt from deactivation is the host's to say.
    static func checkExemption(
        of draft: WebhookDraft,
        was: Bool = false,
        by caller: Caller
    ) throws(FieldError) {
        guard draft.isExempt != was, caller != .host else { return }
        throw FieldError("isExempt", "only the host may change it")
    }

    /// Checks that a webhook's secrets may go with a draft that has passed as settings.
    static func check(
        _ secrets: WebhookSecrets,
        of old: Webhook,
        goWith draft: WebhookDraft,
        as settings: Webhook.Settings
    ) throws(FieldError) {
        try check(secrets, fit: draft.signature)
        guard !settings.url.isSameOrigin(as: old.url) else { return }
        // What one receiver was trusted with goes to another only when it is given again (W-7).
        let advice = "the URL moves to another receiver: give them again, or take them away"
        if secrets.credentials != nil, !draft.given.credentials {
            throw FieldError("credentials", advice)
        }
        if !old.headers.fields.isEmpty, !draft.given.headers {
            throw FieldError("headers", advice)
        }
    }

    private static func check(
        _ secrets: WebhookSecrets,
        fit scheme: SignatureScheme
    ) throws(FieldError) {
        do throws(FieldError) {
            _ = try WebhookSigner(scheme: scheme, secrets: [secrets.keys.current])
        } catch {
            throw FieldError("signature", "the secret does not fit: rotate it first")
        }
    }
}
