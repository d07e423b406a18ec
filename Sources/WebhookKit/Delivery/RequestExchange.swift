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
        var deadline: Duration
    }

    /// What was sent, when, and what came of it.
    struct Result: Sendable {
        var startedAt: Timestamp
        var duration: Duration
        var headers: [HTTPField]
        var outcome: AttemptOutcome
    }

    /// Sends a message, by its deadline in all.
    ///
    /// - Parameters:
    ///   - preparation: the time that has passed since the message was known to be wanted.
    ///   - isStillWanted: asked before the request goes out when getting there took long.
    func send(
        _ message: Message,
        after preparation: Duration = .zero,
        isStillWanted: () async -> Bool = { true }
    ) async -> Result {
        let clock = context.clock
        let start = clock.uptime
        let startedAt = clock.now
        func result(_ outcome: AttemptOutcome, _ headers: [HTTPField] = []) -> Result {
            Result(
                startedAt: startedAt,
                duration: clock.uptime - start,
                headers: headers,
                outcome: outcome
            )
        }
        do throws(DestinationFailure) {
            _ = try await context.destination.admit(message.url, within: message.deadline)
        } catch {
            return result(AttemptOutcome(error))
        }
        if preparation + (clock.uptime - start) > .milliseconds(500), await !isStillWanted() {
            return result(AttemptOutcome(local: "the webhook was changed meanwhile"))
        }
        let headers: [HTTPField]
        do {
            headers = try self.headers(of: message, at: clock.now)
        } catch {
            return result(AttemptOutcome(local: "the request could not be signed: \(error)"))
        }
        var sent = headers
        if let credentials = message.credentials, credentials.realm == nil {
            sent.append(HTTPField("authorization", credentials.headerValue))
        }
        let left = message.deadline - (clock.uptime - start)
        var outcome = await transmit(message, headers: sent, within: left)
        if let credentials = message.credentials, let realm = credentials.realm,
            outcome.response?.status == 401,
            outcome.response?.headers.offersBasic(realm: realm) == true
        {
            // One second request inside the same deadline; both are one attempt (SPEC W-5).
            let left = message.deadline - (clock.uptime - start)
            if left > .zero {
                sent = headers + [HTTPField("authorization", credentials.headerValue)]
                outcome = await transmit(message, headers: sent, within: left)
            }
        }
        return result(outcome, sent)
    }

    private func headers(of message: Message, at now: Timestamp) throws -> [HTTPField] {
        let extra = message.headers.fields
        let own = [
            HTTPField("content-type", "application/json"),
            HTTPField("user-agent", WebhookKitVersion.userAgent),
        ]
        // A webhook's own spelling of these two replaces ours.
        return own.filter { field in !extra.contains { $0.isNamed(field.name) } } + extra
            + (try message.signer.headers(
                id: message.eventID.string,
                timestamp: now,
                body: message.body
            ))
    }

    /// Sends one request; ends it a second after its deadline if the transport does not (SPEC D-2).
    private func transmit(
        _ message: Message,
        headers: [HTTPField],
        within deadline: Duration
    ) async -> AttemptOutcome {
        guard deadline > .zero else {
            return AttemptOutcome(
                .failure(.init(.timeout(.unknown), Self.late)),
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
        let outcome = await deadlines.result(within: deadline + .seconds(1)) {
            [transport = context.transport] in
            await transport.send(request)
        }
        return AttemptOutcome(
            outcome ?? .failure(.init(.timeout(.unknown), Self.late)),
            at: context.clock.now
        )
    }

    private static let late = "no complete answer came within the deadline"
}
