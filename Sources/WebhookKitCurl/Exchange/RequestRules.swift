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
            guard HTTPFieldRules.isValidName(field.name), field.value.utf8.allSatisfy(isClean)
            else {
                throw TransportFailure(
                    .local,
                    "A header has a name that is no token, or a value with control characters. "
                        + "Nothing was sent."
                )
            }
            guard !ownNames.contains(where: field.isNamed) else {
                throw TransportFailure(
                    .local,
                    "The header \(field.name) is the transport's own to write. Nothing was sent."
                )
            }
        }
    }

    private static func isClean(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    /// What frames the message or names its receiver (RFC 9110, sections 7.2, 7.6.1 and 8.6).
    private static let ownNames = [
        "host", "content-length", "transfer-encoding", "connection", "expect", "upgrade",
    ]
}
