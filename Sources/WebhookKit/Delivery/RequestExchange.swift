/// One attempt on the wire: judge the destination, sign, send, and answer a challenge.
///
/// Used by the dispatcher for deliveries and by saving a webhook for its ping.
struct RequestExchange: Sendable {
    let context: ServiceContext
    let deadlines: DeadlineKeeper

    /// What is sent where.
    struct Message: Sendable {
        var webhookID: Webhook.ID
        var url: WebhookURL
        var eventID: Event.ID
        var body: [UInt8]
        var headers: ExtraHeaders
        var signer: WebhookSigner
        var credentials: BasicCredentials?
        var echoes: EchoMask
        var deadline: Duration
    }

    /// What was sent, when, and what came of it.
    struct Result: Sendable {
        var startedAt: Timestamp
        var duration: Duration
        var headers: [HeaderField]
        var outcome: AttemptOutcome
    }

    /// Sends a message, by its deadline in all.
    ///
    /// - Parameters:
    ///   - preparation: the part of the deadline that is over: the time since the message was known
    ///     to be wanted.
    ///   - isStillWanted: asked before a request goes out when getting there took long, and before a
    ///     second one.
    func send(
        _ message: Message,
        after preparation: Duration = .zero,
        isStillWanted: () async -> Bool = { true }
    ) async -> Result {
        let clock = context.clock
        let start = clock.uptime
        let end = start + message.deadline - preparation
        let startedAt = clock.now
        func result(_ outcome: AttemptOutcome, _ headers: [HeaderField] = []) -> Result {
            if let refusal = outcome.refusal {
                context.observer.observe(.destinationRefused(message.webhookID, refusal))
            }
            return Result(
                startedAt: startedAt,
                duration: clock.uptime - start,
                headers: headers,
                outcome: outcome
            )
        }
        do throws(DestinationFailure) {
            let left = max(.zero, end - start)
            _ = try await context.admit(message.url, within: left, by: deadlines)
        } catch {
            return result(AttemptOutcome(error))
        }
        if preparation + (clock.uptime - start) > .milliseconds(500), await !isStillWanted() {
            return result(AttemptOutcome(local: "the webhook was changed meanwhile"))
        }
        do throws(FieldError) {
            let credentials = message.credentials.flatMap { $0.realm == nil ? $0 : nil }
            let sent = try headers(of: message, with: credentials)
            let outcome = await transmit(message, headers: sent, within: end - clock.uptime)
            guard let asked = message.credentials, let realm = asked.realm,
                outcome.response?.status == 401,
                outcome.response?.headers.offersBasic(realm: realm) == true,
                clock.uptime < end
            else { return result(outcome, sent) }
            // One second request inside the same deadline; both are one attempt (W-5). It is
            // signed anew, and goes only to a webhook that may still be sent to.
            guard await isStillWanted() else {
                return result(AttemptOutcome(local: "the webhook was changed meanwhile"), sent)
            }
            let second = try headers(of: message, with: asked)
            let answer = await transmit(message, headers: second, within: end - clock.uptime)
            return result(answer, second)
        } catch {
            return result(AttemptOutcome(local: "the request could not be signed: \(error)"))
        }
    }

    private func headers(
        of message: Message,
        with credentials: BasicCredentials?
    ) throws(FieldError) -> [HeaderField] {
        let extra = message.headers.fields
        let own = [
            HeaderField("content-type", "application/json"),
            HeaderField("user-agent", WebhookKitVersion.userAgent),
        ]
        // A webhook's own spelling of these two replaces ours.
        return own.filter { field in !extra.contains { $0.isNamed(field.name) } } + extra
            + (try message.signer.headers(
                id: message.eventID.string,
                timestamp: context.clock.now,
                body: message.body
            ))
            + (credentials.map { [HeaderField("authorization", $0.headerValue)] } ?? [])
    }

    /// Sends one request; ends it a second after its deadline if the transport does not (D-2).
    private func transmit(
        _ message: Message,
        headers: [HeaderField],
        within deadline: Duration
    ) async -> AttemptOutcome {
        guard deadline > .zero else {
            return AttemptOutcome(
                .failure(.init(.timeout(.unknown), Self.late)),
                to: message.url.host,
                at: context.clock.now
            )
        }
        let request = TransportRequest(
            url: message.url,
            headers: headers,
            body: message.body[...],
            deadline: deadline,
            bodyLimit: context.configuration.limits.responseBytesRead,
            destination: context.destination.policy,
            webhookID: message.webhookID
        )
        let answer = await context.call.result(
            of: .transport,
            within: deadline + .seconds(1),
            by: deadlines
        ) { [transport = context.transport] in
            await transport.send(request)
        }
        let outcome: TransportOutcome
        switch answer {
        case .value(let value): outcome = value
        case _ where Task.isCancelled: outcome = .failure(.init(.cancelled, "cancelled"))
        case .late: outcome = .failure(.init(.timeout(.unknown), Self.late))
        case .notBegun: return AttemptOutcome(local: "too many requests hang in the transport")
        }
        return AttemptOutcome(outcome, to: message.url.host, at: context.clock.now)
    }

    private static let late = "no complete answer came within the deadline"
}
