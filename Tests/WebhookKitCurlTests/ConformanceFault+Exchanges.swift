#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitTesting

extension TransportFault {
    /// What the first transports were measured by.
    static let exchanges: [TransportFault] = [
        changing(.sendsExactBytes) { $0.body += [0x20] },
        changing(.sendsHeadersAsGiven) { request in
            request.headers.removeAll { $0.isNamed("webhook-signature") }
        },
        changing(.capsBody) { $0.bodyLimit += 1 },
        changing(.keepsDeadlineBeforeHeaders) { $0.deadline += .milliseconds(900) },
        TransportFault(.oneRequestOnTheWire) { send in
            { request in
                let outcome = await send(request)
                guard case .response(let response) = outcome, response.status >= 500 else {
                    return outcome
                }
                return await send(request)
            }
        },
        TransportFault(.neverFollowsRedirects) { send in
            { request in
                let outcome = await send(request)
                guard case .response(let response) = outcome, response.status == 307,
                    let location = response.headers.first(named: "Location"),
                    let target = try? WebhookURL(location)
                else { return outcome }
                var next = request
                next.url = target
                _ = await send(next)
                return outcome
            }
        },
        TransportFault(.cancellationIsPrompt) { send in
            { request in
                var request = request
                request.deadline = min(request.deadline, .seconds(2))
                return await Task { [request] in await send(request) }.value
            }
        },
        TransportFault(.neverSendsCookiesBack) { send in
            let jar = CookieJar()
            return { request in
                var request = request
                if let cookie = await jar.cookie {
                    request.headers.append(HeaderField("Cookie", cookie))
                }
                let outcome = await send(request)
                if case .response(let response) = outcome {
                    await jar.keep(response.headers.first(named: "Set-Cookie"))
                }
                return outcome
            }
        },
        TransportFault(.refusedIsConnectFailure) { send in
            { request in
                let outcome = await send(request)
                guard case .failure(let failure) = outcome, failure.kind == .connect else {
                    return outcome
                }
                return .failure(TransportFailure(.timeout(.unknown), failure.detail))
            }
        },
        answering(.statusStandsWhenBodyHangs) { response, _ in
            response.isTruncated && response.body == Array("body".utf8)
                && response.headers.first(named: "Content-Length") == "100"
                ? .failure(TransportFailure(.timeout(.unknown), "The body hangs."))
                : .response(response)
        },
        answering(.statusStandsWhenBodyBreaks) { response, request in
            var response = response
            if response.body.count < request.bodyLimit { response.isTruncated = false }
            return .response(response)
        },
        answering(.answersChallengeWith401) { response, _ in
            response.status == 401
                ? .failure(TransportFailure(.protocolError, "401")) : .response(response)
        },
        answering(.readsResponse) { response, _ in
            var response = response
            response.headers.removeAll { $0.isNamed("X-Answer") }
            return .response(response)
        },
    ]
}

private actor CookieJar {
    private(set) var cookie: String?

    func keep(_ cookie: String?) {
        self.cookie = cookie ?? self.cookie
    }
}
#endif
