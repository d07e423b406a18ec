import Foundation
import WebhookKit

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension URLRequest {
    /// Says in Foundation's terms what is to be sent.
    init(_ request: TransportRequest, userAgent: String) throws(TransportFailure) {
        #if canImport(FoundationNetworking)
            // Foundation would call it a bad URL, which looks like trouble that may pass.
            if case .address(.v6) = request.url.host {
                throw TransportFailure(
                    .blockedDestination(nil),
                    "URLSession cannot send to an IPv6 address on Linux. Use a name instead."
                )
            }
        #endif
        guard let url = URL(string: request.url.string) else {
            throw TransportFailure(
                .blockedDestination(nil),
                "URLSession cannot read the URL \(request.url). Write it in a plainer way."
            )
        }
        self.init(url: url)
        httpMethod = "POST"
        httpBody = Data(request.body)
        httpShouldHandleCookies = false
        cachePolicy = .reloadIgnoringLocalCacheData
        timeoutInterval = Self.backstop(for: request.deadline)
        for field in request.headers {
            // The core has checked them; a CRLF in a name would still reach the wire from here.
            guard !(field.name + field.value).utf8.contains(where: { [0, 10, 13].contains($0) })
            else {
                throw TransportFailure(.local, "A header holds CR, LF or NUL. Nothing was sent.")
            }
            addValue(field.value, forHTTPHeaderField: field.name)
        }
        // Else Linux sends curl's version, a form's content type, and asks for compression.
        setIfMissing(userAgent, for: "User-Agent")
        setIfMissing("application/json", for: "Content-Type")
        setIfMissing("identity", for: "Accept-Encoding")
    }

    private mutating func setIfMissing(_ value: String, for name: String) {
        if self.value(forHTTPHeaderField: name) == nil {
            setValue(value, forHTTPHeaderField: name)
        }
    }

    /// URLSession's own idle timer, for the case that cancelling fails: always after the deadline.
    private static func backstop(for deadline: Duration) -> TimeInterval {
        TimeInterval(min(max(deadline.components.seconds, 0), 86_400) + 2)
    }
}
