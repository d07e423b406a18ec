#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitTesting

/// A way in which a transport can be broken, and the promise that shows it.
struct TransportFault: Sendable, CustomTestStringConvertible {
    typealias Send = @Sendable (TransportRequest) async -> TransportOutcome

    let breaks: TransportPromise
    /// Makes a broken way to send out of a good one.
    let tamper: @Sendable (_ send: @escaping Send) -> Send
    /// Breaks what the transport is told.
    var mishear: @Sendable (inout TransportConformance.Setup) -> Void = { _ in }

    var testDescription: String { breaks.rawValue }

    init(
        _ breaks: TransportPromise,
        _ tamper: @escaping @Sendable (@escaping Send) -> Send
    ) {
        self.breaks = breaks
        self.tamper = tamper
    }

    /// Changes the request.
    static func changing(
        _ breaks: TransportPromise,
        _ change: @escaping @Sendable (inout TransportRequest) -> Void
    ) -> TransportFault {
        TransportFault(breaks) { send in
            { request in
                var request = request
                change(&request)
                return await send(request)
            }
        }
    }

    /// Changes the response.
    static func answering(
        _ breaks: TransportPromise,
        _ answer:
            @escaping @Sendable (TransportResponse, TransportRequest) async -> TransportOutcome
    ) -> TransportFault {
        TransportFault(breaks) { send in
            { request in
                let outcome = await send(request)
                guard case .response(let response) = outcome else { return outcome }
                return await answer(response, request)
            }
        }
    }

    /// Calls a failure of one kind by another.
    static func confusing(
        _ breaks: TransportPromise,
        _ kind: TransportFailure.Kind,
        with other: TransportFailure.Kind
    ) -> TransportFault {
        TransportFault(breaks) { send in
            { request in
                let outcome = await send(request)
                guard case .failure(let failure) = outcome, failure.kind == kind else {
                    return outcome
                }
                return .failure(TransportFailure(other, failure.detail))
            }
        }
    }

    /// Does not hear a part of the setup.
    static func mishearing(
        _ breaks: TransportPromise,
        _ change: @escaping @Sendable (inout TransportConformance.Setup) -> Void
    ) -> TransportFault {
        var fault = TransportFault(breaks) { $0 }
        fault.mishear = change
        return fault
    }

    static let all = exchanges + deadlines + answers + memory + connections + tls
}

/// A transport that sends as it is told to.
struct TamperedTransport: WebhookTransport {
    let sending: TransportFault.Send

    init(_ transport: any WebhookTransport, _ fault: TransportFault) {
        sending = fault.tamper { await transport.send($0) }
    }

    func send(_ request: TransportRequest) async -> TransportOutcome {
        await sending(request)
    }
}
#endif
