extension NoticePage {
    mutating func tell(failing outage: Outage, _ notice: Notice) {
        add("A webhook is failing: half of the rounds of one event have failed.")
        add("It is still sent to. If nothing changes, it may be deactivated.")
        addWebhook(of: notice)
        add("Noticed", notice.at.rfc3339)
        add(outage)
        addAdvice(for: outage.lastFailure)
    }

    mutating func tell(
        deactivated deactivation: Deactivation,
        _ notice: Notice,
        _ window: Duration
    ) {
        add("A webhook has been deactivated. It gets no events until it is activated again.")
        addWebhook(of: notice)
        add("Reason", deactivation.reason.phrase)
        add("Deactivated", deactivation.at.rfc3339)
        if let outage = deactivation.outage {
            add(outage)
            addAdvice(for: outage.lastFailure)
        }
        if deactivation.reason == .exhausted {
            add(
                item:
                    "One event that the receiver refuses again and again is enough for this. Let it "
                    + "answer 2xx to what it cannot use, or give the webhook a policy that gives up "
                    + "single events."
            )
        }
        begin("How to recover")
        if deactivation.reason == .ownerDeactivated {
            add(item: "Give the webhook to an active user.")
        }
        add(item: "Remove the cause, then activate the webhook.")
        add(item: "Waiting events were dropped and are not sent by the activation.")
        addRecovery(of: deactivation, window)
    }

    mutating func tell(
        reactivated deactivation: Deactivation,
        _ notice: Notice,
        _ window: Duration
    ) {
        add("A webhook that had been deactivated is active again. New events are sent to it.")
        addWebhook(of: notice)
        add("Active since", notice.at.rfc3339)
        add("Reason", deactivation.reason.phrase)
        add("Deactivated", deactivation.at.rfc3339)
        if let outage = deactivation.outage { add(outage) }
        begin("How to recover")
        add(item: "Events of the time between were not sent.")
        addRecovery(of: deactivation, window)
    }

    mutating func tell(parked delivery: ParkedDelivery, _ notice: Notice) {
        switch delivery.reason {
        case .leasesExpired:
            add(
                "A delivery was set aside: processes that tried it hung or died again and again, at last "
                    + "while they did nothing else. It may be what ends them."
            )
        case .unreadable:
            add("A delivery was set aside: it or its event cannot be read from the store any more.")
        }
        add("It is not sent until somebody resumes it. The webhook stays as it is.")
        addWebhook(of: notice)
        add("Set aside", notice.at.rfc3339)
        add("Delivery", delivery.id.string)
        if let event = delivery.eventID { add("Event", event.string) }
        begin("What to do")
        add(item: "Find out what it did to the process, in the process's own log and crash report.")
        add(item: "Resume it or drop it. A webhook in strict order may wait for that.")
        add(item: "Look for others: today nothing more is told of this webhook.")
    }

    mutating func tell(suspect outage: Notice.SenderOutage, _ notice: Notice) {
        add(
            "Nothing comes back from anywhere, and hosts that used to answer fell silent "
                + "(\(outage.hosts)), so the trouble is more likely the sender's own."
        )
        add("Until a receiver answers, no round is spent and no webhook is deactivated.")
        begin()
        add("Scope", notice.scope.description)
        add("Noticed", notice.at.rfc3339)
        add("Last failure", Self.summary(of: outage.lastFailure))
        begin("What to do")
        add(item: "Check the sender's network, its name servers and its firewall.")
        add(item: "Nothing more: sending goes on by itself with the first answer.")
    }

    mutating func tell(unreadable outage: Notice.SecretOutage, _ notice: Notice) {
        add(
            "The secrets of webhooks cannot be opened or used, so nothing is sent to them. Their "
                + "events wait: no round is spent and no webhook is deactivated."
        )
        addWebhook(of: notice)
        add("Webhooks concerned", "\(outage.webhooks)")
        add("Since", outage.since.rfc3339)
        add("Noticed", notice.at.rfc3339)
        add("Cause", outage.detail)
        begin("What to do")
        add(item: "Check the key management behind the secret cipher, and its keys.")
        add(item: "If it works, this webhook's secrets are damaged: delete and create it anew.")
        add(item: "Nothing more: sending goes on by itself, within about a minute.")
    }

    private mutating func addWebhook(of notice: Notice) {
        begin()
        if let webhook = notice.webhook {
            add("Webhook", webhook.name)
            add("Id", webhook.id.string)
            add("URL", webhook.url.string)
        }
        add("Scope", notice.scope.description)
    }

    private mutating func add(_ outage: Outage) {
        add("First failure", outage.firstFailureAt.rfc3339)
        add("Position", "\(outage.position)")
        add("Failed rounds", "\(outage.failedRounds) in a row")
        add("Last response", Self.summary(of: outage.lastFailure))
    }

    private mutating func addAdvice(for failure: AttemptFailure) {
        begin("What to do")
        for action in failure.kind.suggestedActions { add(item: action) }
    }

    private mutating func addRecovery(of deactivation: Deactivation, _ window: Duration) {
        let end = deactivation.at.advanced(by: window).rfc3339
        if let outage = deactivation.outage {
            add(
                item: "Recover what was missed from position \(outage.position) on; the first "
                    + "failure was at \(outage.firstFailureAt.rfc3339)."
            )
        } else if let position = deactivation.position {
            add(
                item: "Recover what was missed from position \(position) on; it was deactivated at "
                    + "\(deactivation.at.rfc3339)."
            )
        } else {
            add(item: "Recover what was missed since \(deactivation.at.rfc3339).")
        }
        add(item: "Do so before \(end): events are kept for \(Self.span(window)).")
    }

    private static func summary(of failure: AttemptFailure) -> String {
        "\(failure.kind.title): \(failure.detail)"
    }
}
