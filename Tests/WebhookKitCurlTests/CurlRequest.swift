#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCurl

extension TransportRequest {
    /// A request as tests send it: small, and allowed to go to this machine.
    static func test(
        to url: WebhookURL,
        headers: [HeaderField] = [],
        body: [UInt8] = Array("{}".utf8),
        deadline: Duration = .seconds(10),
        destination: DestinationPolicy = .development
    ) -> TransportRequest {
        TransportRequest(
            url: url,
            headers: headers,
            body: body[...],
            deadline: deadline,
            bodyLimit: 65_536,
            destination: destination
        )
    }
}

extension TransportOutcome {
    var status: Int? {
        if case .response(let response) = self { response.status } else { nil }
    }

    var failure: TransportFailure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

extension CurlTransport {
    /// A transport whose configuration differs from the default in a few fields.
    convenience init(_ change: (inout Configuration) throws -> Void) throws {
        var configuration = Configuration()
        try change(&configuration)
        try self.init(configuration: configuration)
    }
}
#endif
