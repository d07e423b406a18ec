import Foundation
import Testing
import WebhookKit
import WebhookKitURLSession

/// What is made of URLSession's errors.
@Suite struct URLErrorTests {
    /// Local trouble spends no round, so a receiver that could cause it would be tried for ever.
    @Test(arguments: -4000...0)
    func noErrorOfURLSessionIsOurTrouble(_ code: Int) {
        let kind = TransportFailure(NSError(domain: NSURLErrorDomain, code: code)).kind
        // App Transport Security's refusal, on Apple platforms.
        #expect((kind != .local || code == -1022) && kind != .cancelled)
    }

    @Test(arguments: [NSURLErrorNotConnectedToInternet, NSURLErrorDataNotAllowed])
    func thatThereIsNoNetworkIsTheSystemsWord(_ code: Int) {
        let kind = TransportFailure(NSError(domain: NSURLErrorDomain, code: code)).kind
        #expect(kind == .noNetwork)
    }

    @Test func theSystemsErrorsAreToldApart() {
        let kinds: [(CInt, TransportFailure.Kind)] = [
            (EMFILE, .local), (ENOMEM, .local), (ECONNREFUSED, .connect), (ETIMEDOUT, .unreachable),
            (ECONNRESET, .reset), (EPIPE, .reset), (EPROTO, .protocolError), (0, .protocolError),
        ]
        for (code, kind) in kinds {
            let error = NSError(domain: NSPOSIXErrorDomain, code: Int(code))
            #expect(TransportFailure(error).kind == kind, "\(code)")
        }
    }
}
