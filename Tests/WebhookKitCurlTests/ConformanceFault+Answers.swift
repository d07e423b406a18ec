#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitTesting

extension TransportFault {
    /// What goes out, and deadlines.
    static let deadlines: [TransportFault] = [
        changing(.neverSendsExpect) { request in
            guard request.body.count == 1_025 else { return }
            request.headers.append(HeaderField("Expect", "100-continue"))
        },
        changing(.neverAsksForCompression) { request in
            request.headers.append(HeaderField("Accept-Encoding", "gzip"))
        },
        changing(.neverSendsInjectedLines) { request in
            guard request.headers.contains(where: { $0.value.contains("X-Injected") }) else {
                return
            }
            request.headers = [HeaderField("X-Value", "a"), HeaderField("X-Injected", "1")]
        },
        changing(.neverSendsReservedHeaders) { request in
            guard request.headers.first(named: "Content-Length") == "1" else { return }
            request.headers = []
            request.body = request.body.prefix(1)
        },
        changing(.dripOfStatusLineEndsAtDeadline) { $0.deadline += .milliseconds(900) },
        changing(.droppedSYNEndsAtDeadline) { $0.deadline += .milliseconds(900) },
        changing(.unreadBodyEndsAtDeadline) { $0.deadline += .milliseconds(900) },
        changing(.keepsOddDeadlines) { request in
            if request.deadline == .milliseconds(333) { request.deadline = .milliseconds(250) }
        },
        changing(.survivesExtremeDeadlines) { $0.deadline = max($0.deadline, .seconds(1)) },
        confusing(.namesConnectTimeout, .timeout(.connect), with: .timeout(.unknown)),
        confusing(.namesHandshakeTimeout, .timeout(.handshake), with: .timeout(.connect)),
        confusing(.namesSendTimeout, .timeout(.send), with: .timeout(.response)),
        confusing(.namesResponseTimeout, .timeout(.response), with: .timeout(.send)),
    ]

    /// Answers that are out of order.
    static let answers: [TransportFault] = [
        confusing(.endlessHeadersAreFailure, .protocolError, with: .timeout(.response)),
        confusing(.malformedHeaderIsReceivers, .protocolError, with: .local),
        TransportFault(.survivesInformationalFlood) { send in
            { request in
                let outcome = await send(request)
                guard case .failure(let failure) = outcome,
                    [.protocolError, .timeout(.response)].contains(failure.kind)
                else { return outcome }
                return .response(TransportResponse(status: 100))
            }
        },
        answering(.survivesOddFraming) { response, _ in
            guard response.headers.first(named: "X-Empty") != nil else {
                return .response(response)
            }
            // Hangs as long as a test may notice.
            try? await Task.sleep(for: .seconds(2))
            return .response(response)
        },
        answering(.survivesEarlyAnswer) { response, _ in
            response.status == 413
                ? .failure(TransportFailure(.timeout(.send), "The body was not taken."))
                : .response(response)
        },
        answering(.neverTakesLateUnaskedResponse) { response, request in
            var response = response
            if request.url.string.hasSuffix("/second") { response.status = 201 }
            return .response(response)
        },
        answering(.neverTakesUnaskedResponse) { response, request in
            var response = response
            if request.url.string.hasSuffix("/second") { response.status = 201 }
            return .response(response)
        },
        answering(.neverDecompresses) { response, _ in
            var response = response
            if response.headers.first(named: "Content-Encoding") != nil {
                response.body = Array("{\"compressed\":true}".utf8)
            }
            return .response(response)
        },
    ]

    /// Takes memory, as inflating or keeping a flood would.
    static let memory: [TransportFault] = [
        answering(.boundsMemoryOfGzipBomb) { response, _ in
            // That coding of the transfer, some versions of libcurl refuse.
            if response.headers.first(named: "Content-Encoding") != nil { await waste() }
            return .response(response)
        },
        answering(.boundsMemoryOfTrailers) { response, _ in
            if response.body == Array("body".utf8) { await waste() }
            return .response(response)
        },
        answering(.boundsMemoryOfHugeBody) { response, request in
            if request.deadline == .seconds(10) { await waste() }
            return .response(response)
        },
    ]

    private static func waste() async {
        let waste = [UInt8](repeating: 1, count: 268_435_456)
        try? await Task.sleep(for: .milliseconds(20))
        withExtendedLifetime(waste) {}
    }
}
#endif
