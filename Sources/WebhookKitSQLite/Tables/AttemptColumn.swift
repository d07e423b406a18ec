import WebhookKit
import WebhookKitSQL

/// An attempt's row in a log, but for its number; `{*attempt}` in a statement.
enum AttemptColumn: Int32, ColumnList {
    case previous, delivery, count, round, startedAt, duration, url, headers, responseStatus
    case responseHeaders, responseBody, responseTruncated, failure, failureStatus, failureDetail

    static var last: AttemptColumn { .failureDetail }

    var sql: String {
        switch self {
        case .previous: "previous"
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

extension Row<AttemptColumn> {
    func attempt(at place: @autoclosure () -> RowPlace) throws(StoreError) -> Attempt {
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
