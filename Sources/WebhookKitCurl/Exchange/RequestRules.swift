#if canImport(WebhookKitCCurl)
import WebhookKit

/// What must hold before a request is handed to libcurl, which writes headers as they are.
enum RequestRules {
    /// Checks a request.
    ///
    /// - Throws: ``TransportFailure``; nothing is sent then.
    static func check(_ request: TransportRequest) throws(TransportFailure) {
        do throws(DestinationRefusal) {
            try request.destination.judge(request.url)
        } catch {
            throw TransportFailure(.blockedDestination(error.address), error.description)
        }
        guard request.deadline > .zero else {
            throw TransportFailure(.timeout(.queue), "No time was left to send the request in.")
        }
        for field in request.headers {
            guard HeaderFieldRules.isValidName(field.name), isClean(field.value) else {
                throw TransportFailure(
                    .local,
                    "A header has a name that is no token, or a value with control characters. "
                        + "Nothing was sent."
                )
            }
            guard !isOwn(field) else {
                throw TransportFailure(
                    .local,
                    "The header \(field.name) is the transport's own to write. Nothing was sent."
                )
            }
        }
    }

    private static func isClean(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    /// Says whether a header frames the message or names its receiver (RFC 9110, sections 7.2, 7.6.1
    /// and 8.6).
    private static func isOwn(_ field: HeaderField) -> Bool {
        // By length first: most names are none of these.
        switch field.name.utf8.count {
        case 4: field.isNamed("host")
        case 6: field.isNamed("expect")
        case 7: field.isNamed("upgrade")
        case 10: field.isNamed("connection")
        case 14: field.isNamed("content-length")
        case 17: field.isNamed("transfer-encoding")
        default: false
        }
    }
}
#endif
