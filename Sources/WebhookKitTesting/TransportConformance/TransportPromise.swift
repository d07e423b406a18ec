/// What every webhook transport promises; ``TransportConformance`` has a check for each.
public enum TransportPromise: String, ConformancePromise {
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
    /// 100 of 100 requests in a row arrive at a receiver that closes each connection without
    /// notice.
    case survivesClosedKeepAlive
    /// Bytes that are not HTTP are a failure other than a timeout.
    case garbageIsFailure
    /// A connection closed between headers is a failure other than a timeout.
    case unfinishedHeadersAreFailure
    /// A header that cannot be read is a response, `protocolError` or `reset`: never our own trouble, which
    /// would be tried again for ever.
    case malformedHeaderIsReceivers
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

    // MARK: What goes out

    /// No `Expect`, whatever the size of the body.
    case neverSendsExpect
    /// No `Accept-Encoding` but `identity`.
    case neverAsksForCompression
    /// CR, LF and NUL in a name or value never become lines of the request.
    case neverSendsInjectedLines
    /// Host, Content-Length, Transfer-Encoding and Connection given as headers change nothing.
    case neverSendsReservedHeaders

    // MARK: Deadlines

    /// A status line that comes one byte per 200 ms: `timeout` at the deadline.
    case dripOfStatusLineEndsAtDeadline
    /// A receiver that drops the SYN: `timeout` at the deadline.
    case droppedSYNEndsAtDeadline
    /// A receiver that reads nothing of a large body: `timeout` at the deadline.
    case unreadBodyEndsAtDeadline
    /// Deadlines of 100 ms to 1.2 s end when they say, none early.
    case keepsOddDeadlines
    /// A deadline of zero or less is a `timeout` at once; one of an age is no trouble.
    case survivesExtremeDeadlines
    /// A dropped SYN is `timeout(.connect)`.
    case namesConnectTimeout
    /// A silent TLS handshake is `timeout(.handshake)`.
    case namesHandshakeTimeout
    /// A body that is not read is `timeout(.send)`.
    case namesSendTimeout
    /// A hang before, between or inside headers is `timeout(.response)`.
    case namesResponseTimeout

    // MARK: Odd answers

    /// Headers without end are a failure other than a timeout before 1 MiB of them was taken.
    case endlessHeadersAreFailure
    /// A flood of `100 Continue` is a failure by the deadline, with bounded memory.
    case survivesInformationalFlood
    /// A 200 whose trailers never end is a 200 by the deadline, and memory stays bounded.
    case boundsMemoryOfTrailers
    /// Lengths and codings that contradict each other or are nonsense do no harm.
    case survivesOddFraming
    /// A header that continues a line where there is none does no harm, again and again.
    case survivesFoldedFirstHeader
    /// An answer before the request's body was read is that answer or `reset`, never a hang.
    case survivesEarlyAnswer
    /// A second response behind the first never becomes the answer to the next request.
    case neverTakesUnaskedResponse
    /// Nor does one that comes later, while the connection is idle.
    case neverTakesLateUnaskedResponse
    /// A compressed body is handed over as it came.
    case neverDecompresses
    /// A gzip bomb, as content or as transfer coding, grows resident memory by 32 MiB at the most.
    case boundsMemoryOfGzipBomb
    /// A body of 1 GiB grows resident memory by 32 MiB at the most.
    case boundsMemoryOfHugeBody

    // MARK: Many at once

    /// 200 requests at once arrive 200 times, and each gets its own answer.
    case concurrentRequestsAllArrive
    /// Cancelling 100 at once ends all within the tolerance.
    case cancellingManyIsPrompt

    // MARK: Destination policy

    /// An address that the policy refuses: `blockedDestination` with it, no connection.
    case judgesAddressAtConnect
    /// A connection made under another policy carries no request that this one refuses.
    case neverSharesConnectionsAcrossPolicies

    // MARK: TLS; all but the first need a factory that takes a setup

    /// A connection closed or reset in the TLS handshake is `reset` or `tls`, within 1 s.
    case brokenHandshakeIsFailure
    /// A receiver certified by a given authority is reached, by name and by address.
    case trustsGivenAuthority
    /// A receiver whose authority is not trusted: `tls(.untrusted)`, no request.
    case refusesUntrustedAuthority
    /// A chain without its middle: `tls(.untrusted)`, no request.
    case refusesIncompleteChain
    /// A certificate whose time is over: `tls(.expired)`, no request.
    case refusesExpiredCertificate
    /// A certificate whose time has not begun: `tls(.notYetValid)`, no request.
    case refusesCertificateNotYetValid
    /// A certificate for another host: `tls(.wrongHost)`, no request.
    case refusesWrongHost
    /// A certificate signed by itself: `tls(.selfSigned)`, no request.
    case refusesSelfSignedCertificate
    /// A receiver of TLS 1.1 and nothing newer: `tls(.version)`, no request.
    case refusesOutdatedTLS
    /// A client certificate is shown to a receiver that demands one.
    case showsClientCertificate
    /// A receiver that demands a client certificate where there is none: `tls(.clientCertificate)`.
    case missingClientCertificateIsTLSFailure
    /// Webhooks of different TLS settings share neither connection nor session.
    case neverSharesConnectionsAcrossTLSSettings
    /// Redirects over TLS are not followed either.
    case neverFollowsRedirectsOverTLS
}
