public import WebhookKit

/// What an attempt's row in a log says of the attempt itself.
@frozen
public enum AttemptColumn: Int32, ColumnList {
    /// The id of its delivery.
    case delivery
    /// Its number among the delivery's attempts, and the retry round that it was made in.
    case count, round
    /// Wall time, and how long it took; both in milliseconds.
    case startedAt, duration
    /// What was sent, secrets masked; headers as ``HeaderBytes``.
    case url, headers
    /// NULL where no answer came.
    case responseStatus, responseHeaders, responseBody, responseTruncated
    /// NULL where it succeeded: the kind, the status that was the reason, and words for people.
    case failure, failureStatus, failureDetail

    /// The last one.
    @inlinable public static var last: AttemptColumn { .failureDetail }

    /// What it is called in a statement.
    public var sql: String {
        switch self {
        case .delivery: "delivery"
        case .count: "count"
        case .round: "round"
        case .startedAt: "started_at"
        case .duration: "duration"
        case .url: "url"
        case .headers: "headers"
        case .responseStatus: "response_status"
        case .responseHeaders: "response_headers"
        case .responseBody: "response_body"
        case .responseTruncated: "response_truncated"
        case .failure: "failure"
        case .failureStatus: "failure_status"
        case .failureDetail: "failure_detail"
        }
    }
}

extension Row where Column == AttemptColumn {
    /// The attempt.
    @inlinable
    public func attempt(at place: @autoclosure () -> RowPlace) throws(StoreError) -> Attempt {
        let responseHeaders =
            isNull(.responseStatus) ? [] : HeaderBytes.decode(bytes(.responseHeaders))
        guard let headers = HeaderBytes.decode(bytes(.headers)), let responseHeaders else {
            throw .unreadable(place(), "no headers")
        }
        var failure: AttemptFailure?
        if let kind = optionalText(.failure) {
            guard let kind = AttemptFailure.Kind(rawValue: kind) else {
                throw .unreadable(place(), "no kind of failure")
            }
            failure = AttemptFailure(
                kind: kind,
                status: optionalInt(.failureStatus).map { Int($0) },
                detail: text(.failureDetail)
            )
        }
        return Attempt(
            deliveryID: try Decoding.id(text(.delivery), at: place()),
            number: Int(clamping: int(.count)),
            round: Int(clamping: int(.round)),
            startedAt: time(.startedAt),
            duration: .milliseconds(int(.duration)),
            request: Attempt.Request(url: text(.url), headers: headers),
            response: optionalInt(.responseStatus).map { status in
                Attempt.Response(
                    status: Int(status),
                    headers: responseHeaders,
                    body: bytes(.responseBody),
                    isTruncated: bool(.responseTruncated)
                )
            },
            failure: failure
        )
    }
}
