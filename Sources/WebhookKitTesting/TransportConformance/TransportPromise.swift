/// What every webhook transport promises; ``TransportConformance`` has a check for each.
public enum TransportPromise: String, Sendable, Hashable, CaseIterable {
    /// The body arrives byte for byte, empty or large, by POST to the path and query given.
    case sendsExactBytes
    /// Headers arrive with the names and values given.
    case sendsHeadersAsGiven
    /// A call is one request on the wire, also after a 500.
    case oneRequestOnTheWire
    /// The response's status, headers and body are handed over.
    case readsResponse
    /// A receiver that takes the request and says nothing: `timeout` at the deadline.
    case keepsDeadlineBeforeHeaders
    /// A receiver that stops between headers: `timeout` at the deadline.
    case keepsDeadlineBetweenHeaders
    /// A receiver that sends a header byte by byte: `timeout` at the deadline.
    case dripEndsAtDeadline
    /// A receiver that sends `100 Continue` for ever: `timeout` at the deadline.
    case endless1xxEndsAtDeadline
    /// A receiver that never answers the TLS handshake: `timeout` at the deadline.
    case silentTLSEndsAtDeadline
    /// A receiver that answers the TLS handshake with nonsense: `tls`.
    case garbledTLSIsTLSFailure
    /// A status stands when the body hangs: truncated, at the deadline, one request.
    case statusStandsWhenBodyHangs
    /// A 302 or 401 stands as well when its body hangs.
    case statusStandsWhenRefusalBodyHangs
    /// A status stands when the body drips: truncated, at the deadline, one request.
    case statusStandsWhenBodyDrips
    /// A status stands when the body breaks off or its chunks are nonsense: truncated, one request.
    case statusStandsWhenBodyBreaks
    /// A body over the limit is cut there and marked.
    case capsBody
    /// A flood of 256 MiB is given up: the receiver gets rid of 32 MiB at the most.
    case boundsMemoryOnFlood
    /// 301, 302, 303, 307 and 308 are responses with their Location; nothing reaches the target.
    case neverFollowsRedirects
    /// Locations that are no URL do no harm.
    case survivesOddLocations
    /// A 401 with a challenge is a 401, at once.
    case answersChallengeWith401
    /// A closed port is `connect`, within 1 s.
    case refusedIsConnectFailure
    /// A reset is `reset`, within 1 s.
    case resetIsResetFailure
    /// A connection closed before the answer is `reset`, within 1 s.
    case closedEarlyIsResetFailure
    /// 100 of 100 requests in a row arrive at a receiver that closes each connection without notice.
    case survivesClosedKeepAlive
    /// Bytes that are not HTTP are a failure other than a timeout.
    case garbageIsFailure
    /// A connection closed between headers is a failure other than a timeout.
    case unfinishedHeadersAreFailure
    /// HTTP/0.9 is a failure other than a timeout.
    case http09IsFailure
    /// A negative Content-Length does no harm and ends by the deadline.
    case survivesNegativeContentLength
    /// A status of 999 is handed over or is a failure, never a success.
    case survivesStatus999
    /// 5,000 response headers do no harm and end by the deadline.
    case survivesManyHeaders
    /// A 200 with a header that is not UTF-8 is a 200.
    case readsNonUTF8Header
    /// A Set-Cookie is never sent back.
    case neverSendsCookiesBack
    /// Cancelling ends the call within the tolerance.
    case cancellationIsPrompt
    /// A name that does not exist is `dns`, within 1 s.
    case unknownHostIsDNSFailure
    /// 50 requests that hang delay no other request.
    case hangingReceiverDoesNotDelayOthers
}
