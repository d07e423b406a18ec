/// A notice as plain text, ready for an e-mail or a chat message.
///
/// Lines have at most 78 columns unless one word alone is longer. Names, URLs and what receivers
/// answered cannot add lines or control characters: each becomes one line of visible text.
public struct NoticeText: Sendable, Hashable {
    /// One line: which webhook, whose, and what happened.
    public let subject: String

    /// What happened, the facts, what to do and how to recover; lines end with LF.
    public let body: String

    /// Writes a notice out in English; times are RFC 3339 in UTC.
    ///
    /// - Parameters:
    ///   - notice: what to tell.
    ///   - recoveryWindow: how long events stay recoverable: the service's setting, 24 hours by
    ///     default.
    public init(_ notice: Notice, recoveryWindow: Duration = .seconds(24 * 3600)) {
        var page = NoticePage()
        switch notice.kind {
        case .failing(let outage): page.tell(failing: outage, notice)
        case .deactivated(let reason): page.tell(deactivated: reason, notice, recoveryWindow)
        case .reactivated(let reason): page.tell(reactivated: reason, notice, recoveryWindow)
        case .parked(let delivery): page.tell(parked: delivery, notice)
        case .senderSuspect(let outage): page.tell(suspect: outage, notice)
        case .secretsUnreadable(let outage): page.tell(unreadable: outage, notice)
        }
        body = page.lines.joined(separator: "\n") + "\n"
        let about = notice.webhook.map { "Webhook \"\(NoticePage.line($0.name, atMost: 80))\"" }
        subject = "\(about ?? "Webhook sender") (\(notice.scope)): \(notice.kind.headline)"
    }
}

extension Notice.Kind {
    fileprivate var headline: String {
        switch self {
        case .failing: "failing"
        case .deactivated(let deactivation): "deactivated, \(deactivation.reason.phrase)"
        case .reactivated: "active again"
        case .parked: "a delivery was set aside"
        case .senderSuspect(let outage): "\(outage.hosts) hosts fell silent"
        case .secretsUnreadable: "secrets not readable"
        }
    }
}

extension Deactivation.Reason {
    /// The reason as the end of a sentence.
    var phrase: String {
        switch self {
        case .manual: "on request"
        case .exhausted: "every round of one event failed"
        case .consecutiveFailures(let count): "\(count) rounds in a row failed"
        case .failingFor(let duration): "failing for \(NoticePage.span(duration))"
        case .gone: "the receiver answered 410 Gone"
        case .ownerDeactivated: "its owner is no longer active"
        }
    }
}
