import Testing

@testable import WebhookKit

@Suite struct NoticeTextTests {
    private static func text(
        _ effect: WebhookHealth.Effect,
        name: String = "Orders"
    ) throws -> NoticeText {
        var record = try Samples.record()
        record.webhook.name = name
        return NoticeText(Notice(effect, about: record.webhook, at: Samples.time(3600)))
    }

    private static func outage(_ detail: String = "the receiver answered with status 401")
        -> Outage
    {
        var outage = Samples.outage(failedRounds: 5, since: 0, position: 4711)
        outage.lastFailure = AttemptFailure(kind: .unauthorized, status: 401, detail: detail)
        return outage
    }

    private static func deactivation(_ reason: Deactivation.Reason = .exhausted) -> Deactivation {
        Deactivation(reason: reason, at: Samples.time(3600), outage: outage())
    }

    /// Fault 57.
    @Test func parkingTellsWhichDeliveryAndWhatToDo() throws {
        let record = try Samples.record()
        var delivery = try Samples.delivery(to: record)
        delivery.progress.expiredLeases = 4
        let parked = ParkedDelivery(delivery)
        let notice = record.parkingNotice(of: parked, at: Samples.time(3600))
        let text = NoticeText(notice)
        #expect(text.subject.hasSuffix("a delivery was set aside"))
        #expect(text.body.contains("Delivery:      dlv_7\nEvent:         evt_7\n"))
        #expect(text.body.contains("- Resume it or drop it."))
        // One a day.
        #expect(record.parkingNotice(of: parked, at: Samples.time(7200)).id == notice.id)
        #expect(record.parkingNotice(of: parked, at: Samples.time(86_400)).id != notice.id)
        let damaged = ParkedDelivery(unreadable: parked.id, to: record.id)
        let other = NoticeText(record.parkingNotice(of: damaged, at: Samples.time(0)))
        #expect(other.body.contains("cannot be read"))
    }

    /// Fault 71.
    @Test func deactivationTellsAllFactsAndHowToRecover() throws {
        let text = try Self.text(.noticeDeactivated(Self.deactivation()))
        #expect(
            text.subject
                == "Webhook \"Orders\" (default/production): deactivated, "
                + "every round of one event failed"
        )
        #expect(
            text.body == """
                A webhook has been deactivated. It gets no events until it is activated again.

                Webhook:       Orders
                Id:            wh_1
                URL:           https://example.com/hook
                Scope:         default/production
                Reason:        every round of one event failed
                Deactivated:   2026-01-01T01:00:00.000Z
                First failure: 2026-01-01T00:00:00.000Z
                Position:      4711
                Failed rounds: 5 in a row
                Last response: Unauthorized: the receiver answered with status 401

                What to do:
                - Verify the webhook's user name, password and realm, and its extra headers.
                - Check that the receiver verifies with the webhook's present signing secret.
                - One event that the receiver refuses again and again is enough for this. Let
                  it answer 2xx to what it cannot use, or give the webhook a policy that gives
                  up single events.

                How to recover:
                - Remove the cause, then activate the webhook.
                - Waiting events were dropped and are not sent by the activation.
                - Recover what was missed from position 4711 on; the first failure was at
                  2026-01-01T00:00:00.000Z.
                - Do so before 2026-01-02T01:00:00.000Z: events are kept for 1 d.

                """
        )
    }

    @Test func failingSaysThatItIsStillSentTo() throws {
        let text = try Self.text(.noticeFailing(Self.outage()))
        #expect(text.subject == "Webhook \"Orders\" (default/production): failing")
        for fact in [
            "still sent to", "First failure: 2026-01-01T00:00:00.000Z",
            "Last response: Unauthorized", "- Verify the webhook's user name",
        ] {
            #expect(text.body.contains(fact), "\(fact)")
        }
        #expect(!text.body.contains("How to recover"))
    }

    @Test func reactivationSaysWhatWasMissed() throws {
        let text = try Self.text(.noticeReactivated(Self.deactivation(.gone)))
        #expect(text.subject.hasSuffix("active again"))
        for fact in [
            "Active since:  2026-01-01T01:00:00.000Z", "the receiver answered 410 Gone",
            "from position 4711", "before 2026-01-02T01:00:00.000Z",
        ] {
            #expect(text.body.contains(fact), "\(fact)")
        }
    }

    @Test func ownersDeactivationHasNoOutageToTell() throws {
        let deactivation = Deactivation(
            reason: .ownerDeactivated,
            at: Samples.time(3600),
            outage: nil
        )
        let text = try Self.text(.noticeDeactivated(deactivation))
        #expect(text.body.contains("Give the webhook to an active user."))
        #expect(text.body.contains("missed since 2026-01-01T01:00:00.000Z"))
        #expect(!text.body.contains("First failure"))
    }

    /// Fault 61.
    @Test func unreadableSecretsNameOneWebhookAndCountAll() throws {
        let outage = Notice.SecretOutage(
            webhooks: 12,
            since: Samples.time(0),
            detail: "the secret cipher did not answer within 15.0 seconds"
        )
        let webhook = try Samples.record().webhook
        let notice = Notice(unreadable: outage, of: webhook, scope: .default, at: Samples.time(600))
        let text = NoticeText(notice)
        #expect(text.subject.hasSuffix("secrets not readable"))
        for part in [webhook.id.string, "12", "did not answer", "deactivated"] {
            #expect(text.body.contains(part), "\(part)")
        }
    }

    @Test func senderSuspectHasNoWebhook() throws {
        let outage = Notice.SenderOutage(hosts: 5, lastFailure: Samples.refused)
        let notice = Notice(
            suspect: outage,
            id: try Notice.ID("ntc_1"),
            scope: .default,
            at: Samples.time(0)
        )
        let text = NoticeText(notice)
        #expect(
            text.subject == "Webhook sender (default/production): 5 hosts fell silent"
        )
        for fact in ["Noticed:       2026-01-01T00:00:00.000Z", "Not connected: refused"] {
            #expect(text.body.contains(fact), "\(fact)")
        }
    }

    @Test(
        arguments: [
            (.consecutiveFailures(12), "12 rounds in a row failed"),
            (.failingFor(.seconds(5 * 86_400 + 3 * 3600 + 5)), "failing for 5 d 3 h"),
            (.failingFor(.milliseconds(200)), "failing for 0 s"),
            (.failingFor(.seconds(-5)), "failing for 0 s"),
            (.ownerDeactivated, "its owner is no longer active"),
            (.manual, "on request"),
        ] as [(Deactivation.Reason, String)]
    )
    func everyReasonHasWords(_ reason: Deactivation.Reason, _ words: String) throws {
        let text = try Self.text(.noticeDeactivated(Self.deactivation(reason)))
        #expect(text.subject.hasSuffix("deactivated, \(words)"))
        #expect(text.body.contains("Reason:        \(words)\n"))
    }

    @Test(arguments: [
        "a\r\nBcc: everybody@example.com", "a\nb", "a\u{85}b", "a\u{2028}b\u{2029}c",
        "\u{1B}[31mred",
        "\u{202E}desrever", "\0", String(repeating: "x", count: 5000),
        String(repeating: "long words ", count: 300),
        "e" + String(repeating: "\u{301}", count: 9000),
    ])
    func outsideTextAddsNoLineAndNoControl(_ hostile: String) throws {
        let plain = try Self.text(.noticeDeactivated(Self.deactivation()))
        var deactivation = Self.deactivation()
        deactivation.outage = Self.outage(hostile)
        let text = try Self.text(.noticeDeactivated(deactivation), name: hostile)
        let allowed = Set("\n".unicodeScalars)
        for scalar in text.body.unicodeScalars where !allowed.contains(scalar) {
            let category = scalar.properties.generalCategory
            #expect(![.control, .format, .lineSeparator, .paragraphSeparator].contains(category))
        }
        #expect(!text.subject.unicodeScalars.contains { $0.value < 0x20 })
        #expect(text.subject.unicodeScalars.count < 250)
        #expect(text.body.unicodeScalars.count < 6000)
        // Only values that wrap add lines, and those are indented.
        let labels = { (body: String) in
            body.split(separator: "\n").filter { !$0.hasPrefix(" ") }.count
        }
        #expect(labels(text.body) == labels(plain.body))
    }

    @Test func linesHaveAtMost78Columns() throws {
        let words = String(repeating: "some words ", count: 60)
        let reasons: [Deactivation.Reason] = [
            .manual, .exhausted, .consecutiveFailures(.max), .failingFor(.seconds(1)), .gone,
            .ownerDeactivated,
        ]
        for kind in AttemptFailure.Kind.allCases {
            for reason in reasons {
                var deactivation = Self.deactivation(reason)
                deactivation.outage?.lastFailure = AttemptFailure(kind: kind, detail: words)
                for effect in [
                    .noticeDeactivated(deactivation), .noticeReactivated(deactivation),
                    .noticeFailing(Self.outage(words)),
                ] as [WebhookHealth.Effect] {
                    let body = try Self.text(effect, name: words).body
                    let longest = body.split(separator: "\n").map(\.count).max() ?? 0
                    #expect(longest <= 78)
                }
            }
        }
    }
}
