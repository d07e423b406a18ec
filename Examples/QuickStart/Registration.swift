import WebhookKit

/// Creates the webhooks of a run, or finds those that the store has from an earlier one.
struct Registration {
    let webhooks: Webhooks
    let receiver: Receiver
    let options: Options

    /// The webhooks to deliver to.
    func all() async throws -> [Webhook] {
        var present: [String: Webhook] = [:]
        for webhook in try await webhooks.all() { present[webhook.name] = webhook }
        let drafts = self.drafts
        if let other = present.keys.sorted().first(where: { name in
            !drafts.contains { $0.name == name }
        }) {
            // What was published before a webhook was there never goes to it.
            throw Options.Problem(
                description: "the store has a webhook \"\(other)\": with --to and without it, "
                    + "use different folders"
            )
        }
        var all: [Webhook] = []
        for draft in drafts {
            if let webhook = present[draft.name] {
                all.append(try await reuse(webhook, for: draft))
            } else {
                let webhook = try await webhooks.create(draft).webhook
                say("registered \(webhook.id) \"\(webhook.name)\" at \(webhook.url)")
                all.append(webhook)
            }
            if options.url == nil { receiver.begin(draft.name) }
        }
        return all
    }

    private var drafts: [WebhookDraft] {
        if let url = options.url {
            return [
                WebhookDraft(
                    name: "Yours",
                    url: url,
                    events: .all,
                    secret: options.secret,
                    headers: options.headers
                )
            ]
        }
        return Receiver.Behaviour.allCases.map { behaviour in
            WebhookDraft(
                name: behaviour.rawValue,
                url: receiver.url(of: behaviour),
                events: .all,
                secret: receiver.secret
            )
        }
    }

    /// Has a webhook of an earlier run send to where the receiver is now; what waits goes there too.
    private func reuse(_ webhook: Webhook, for draft: WebhookDraft) async throws -> Webhook {
        guard webhook.health.queuesEvents else {
            say("\(webhook.id) \"\(webhook.name)\" is inactive since an earlier run")
            return webhook
        }
        var webhook = webhook
        if options.url == nil {
            // Our receiver makes itself a secret at every start, and verifies the ping with it.
            webhook = try await webhooks.rotateSecret(
                of: webhook.id,
                to: receiver.secret,
                overlap: .zero
            ).webhook
        }
        if webhook.url.string != draft.url || webhook.headers.fields != draft.headers {
            webhook = try await webhooks.edit(webhook.id, revision: webhook.revision) { edited in
                edited.url = draft.url
                edited.headers = draft.headers
            }
        }
        say("reused \(webhook.id) \"\(webhook.name)\" at \(webhook.url)")
        return webhook
    }
}
